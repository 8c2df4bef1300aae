package dev.konomi.engine.hero;

import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The reward encoder with a last layer that tells good from bad, ready to run. The weights are the caller's. */
final class RewardClassifier implements AutoCloseable {
    private final EncoderShape shape;
    private final OnnxSession embed;
    private final OnnxSession train;

    private RewardClassifier(EncoderShape shape, OnnxSession embed, OnnxSession train) {
        this.shape = shape;
        this.embed = embed;
        this.train = train;
    }

    static RewardClassifier open(OnnxRuntime runtime, EncoderShape shape) {
        var embed = runtime.session(OnnxExport.toBytes(RewardEncoderGraph.embed(shape)), Path.of(""), shape.options());
        var train =
                runtime.session(OnnxExport.toBytes(RewardEncoderGraph.classify(shape)), Path.of(""), shape.options());
        return new RewardClassifier(shape, embed, train);
    }

    /**
     * How probably each image is good, 0…1.
     *
     * @param latents [n, channels, height, width]
     */
    float[] probabilities(Map<String, Tensor> weights, Tensor latents) {
        var outputs = embed.run(inputs(weights, latents), List.of(RewardEncoderGraph.PROJECTION));
        float[] logits = Outputs.named(outputs, RewardEncoderGraph.PROJECTION).f32();
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = (float) (1 / (1 + Math.exp(-logits[i])));
        }
        return probabilities;
    }

    /**
     * @param loss weighted sum
     * @param gradients by every weight
     */
    record Step(double loss, SortedMap<String, Tensor> gradients) {}

    /**
     * @param latents [n, channels, height, width]
     * @param signs 1 for good images, −1 for bad ones
     * @param counts how much each image counts
     */
    Step step(Map<String, Tensor> weights, Tensor latents, float[] signs, float[] counts) {
        var inputs = inputs(weights, latents);
        inputs.put(RewardEncoderGraph.SIGNS, StepInputs.perStep(signs));
        inputs.put(RewardEncoderGraph.WEIGHTS, StepInputs.perStep(counts));
        var wanted = new ArrayList<String>();
        wanted.add(RewardEncoderGraph.LOSS);
        shape.weights().keySet().forEach(name -> wanted.add(RewardEncoderGraph.GRADIENT + name));
        var outputs = train.run(inputs, wanted);
        var gradients = new TreeMap<String, Tensor>();
        for (var name : shape.weights().keySet()) {
            gradients.put(name, Outputs.named(outputs, RewardEncoderGraph.GRADIENT + name));
        }
        return new Step(Outputs.named(outputs, RewardEncoderGraph.LOSS).f32()[0], gradients);
    }

    private static Map<String, Tensor> inputs(Map<String, Tensor> weights, Tensor latents) {
        var inputs = new HashMap<>(weights);
        inputs.put(RewardEncoderGraph.LATENTS, latents);
        return inputs;
    }

    @Override
    public void close() {
        embed.close();
        train.close();
    }
}
