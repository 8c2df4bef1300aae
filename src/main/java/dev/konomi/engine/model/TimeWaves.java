package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.UnetConfig;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.tensor.Tensor;

/** The sinusoidal embedding of a time step: cosines and sines of it at geometrically falling frequencies. */
final class TimeWaves {
    private static final double LONGEST_PERIOD = 10_000;

    private TimeWaves() {}

    /** Half cosines, half sines: [batch, first width]. */
    static Node add(GraphBuilder g, Node timesteps, UnetConfig config) {
        int half = config.blockOutChannels().get(0) / 2;
        float[] frequencies = new float[half];
        for (int i = 0; i < half; i++) {
            frequencies[i] = (float) Math.exp(-Math.log(LONGEST_PERIOD) * i / (half - config.freqShift()));
        }
        Node angles = g.mul(
                g.reshape(timesteps, timesteps.dim(0), 1), g.constant(Tensor.f32(new int[] {1, half}, frequencies)));
        return config.flipSinToCos()
                ? g.concat(1, g.cos(angles), g.sin(angles))
                : g.concat(1, g.sin(angles), g.cos(angles));
    }
}
