package dev.konomi.engine.hero;

import dev.konomi.engine.onnx.OnnxExport;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The two graphs of one shape of reward encoder, ready to run. The weights are the caller's. */
final class RewardEncoder implements AutoCloseable {
    private final EncoderShape shape;
    private final OnnxSession embed;
    private final OnnxSession train;

    private RewardEncoder(EncoderShape shape, OnnxSession embed, OnnxSession train) {
        this.shape = shape;
        this.embed = embed;
        this.train = train;
    }

    static RewardEncoder open(OnnxRuntime runtime, EncoderShape shape, double margin) {
        var embed = runtime.session(OnnxExport.toBytes(RewardEncoderGraph.embed(shape)), Path.of(""), shape.options());
        var train = runtime.session(
                OnnxExport.toBytes(RewardEncoderGraph.train(shape, margin)), Path.of(""), shape.options());
        return new RewardEncoder(shape, embed, train);
    }

    /**
     * @param representation [n, r], what rewards compare
     * @param projection [n, p], what the triplet loss compares
     */
    record Embedding(Tensor representation, Tensor projection) {}

    /**
     * @param loss mean over the triplets
     * @param gradients by every weight
     */
    record Step(double loss, SortedMap<String, Tensor> gradients) {}

    EncoderShape shape() {
        return shape;
    }

    /** @param latents [n, channels, height, width] */
    Embedding embed(Map<String, Tensor> weights, Tensor latents) {
        var outputs = embed.run(
                inputs(weights, latents), List.of(RewardEncoderGraph.REPRESENTATION, RewardEncoderGraph.PROJECTION));
        return new Embedding(
                output(outputs, RewardEncoderGraph.REPRESENTATION), output(outputs, RewardEncoderGraph.PROJECTION));
    }

    /**
     * @param latents [n, channels, height, width]
     * @param anchor row of the anchor
     * @param triplets rows of the good and bad images
     */
    Step step(Map<String, Tensor> weights, Tensor latents, int anchor, Triplets triplets) {
        var inputs = inputs(weights, latents);
        int[] anchors = new int[triplets.count()];
        Arrays.fill(anchors, anchor);
        inputs.put(RewardEncoderGraph.ANCHORS, rows(anchors));
        inputs.put(RewardEncoderGraph.POSITIVES, rows(triplets.positives()));
        inputs.put(RewardEncoderGraph.NEGATIVES, rows(triplets.negatives()));
        var wanted = new ArrayList<String>();
        wanted.add(RewardEncoderGraph.LOSS);
        shape.weights().keySet().forEach(name -> wanted.add(RewardEncoderGraph.GRADIENT + name));
        var outputs = train.run(inputs, wanted);
        var gradients = new TreeMap<String, Tensor>();
        for (var name : shape.weights().keySet()) {
            gradients.put(name, output(outputs, RewardEncoderGraph.GRADIENT + name));
        }
        return new Step(output(outputs, RewardEncoderGraph.LOSS).f32()[0], gradients);
    }

    private static Map<String, Tensor> inputs(Map<String, Tensor> weights, Tensor latents) {
        var inputs = new HashMap<>(weights);
        inputs.put(RewardEncoderGraph.LATENTS, latents);
        return inputs;
    }

    private static Tensor rows(int[] rows) {
        return Tensor.i64(
                new int[] {rows.length}, Arrays.stream(rows).asLongStream().toArray());
    }

    private static Tensor output(Map<String, Tensor> outputs, String name) {
        return Outputs.named(outputs, name);
    }

    @Override
    public void close() {
        embed.close();
        train.close();
    }
}
