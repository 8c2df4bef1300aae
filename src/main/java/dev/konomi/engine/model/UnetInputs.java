package dev.konomi.engine.model;

import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;

/**
 * What the UNet reads, one row for each sample (or half of a guided sample) of a mixed batch. The nodes may be inputs
 * of the graph or results of other nodes.
 *
 * @param latents x_t, [batch, channels, height, width], F32
 * @param timesteps [batch], F32, 0…999
 * @param text encoder states, [batch, tokens, width], F32
 */
public record UnetInputs(Node latents, Node timesteps, Node text) {
    public static final String LATENTS = "latents";
    public static final String TIMESTEPS = "timesteps";
    public static final String TEXT = "text";

    /** Plain inputs of any batch size. */
    public static UnetInputs declare(GraphBuilder g, UnetSize size) {
        return new UnetInputs(
                g.input(LATENTS, "B", size.channels(), size.height(), size.width()),
                g.input(TIMESTEPS, "B"),
                g.input(TEXT, "B", size.tokens(), size.textWidth()));
    }

    Dim batch() {
        return latents.dim(0);
    }
}
