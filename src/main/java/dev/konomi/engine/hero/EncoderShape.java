package dev.konomi.engine.hero;

import dev.konomi.engine.runtime.SessionOptions;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * The sizes of a reward encoder, and with them its weights.
 *
 * @param channels of the latents
 * @param height of the latents, a multiple of 8
 * @param width of the latents, a multiple of 8
 * @param representation width of the representation
 * @param projections widths of the projection head's layers
 */
record EncoderShape(int channels, int height, int width, int representation, List<Integer> projections) {
    static final List<Integer> CONV_CHANNELS = List.of(8, 16, 32);
    static final int POOL = 2;

    private static final int KERNEL = 3;
    private static final int REDUCTION = 8;
    private static final long MOST_OF_ONE_THREAD = 1_000_000;

    EncoderShape {
        projections = List.copyOf(projections);
        if (height % REDUCTION != 0 || width % REDUCTION != 0) {
            throw new IllegalArgumentException("expected latents of a height and width divisible by " + REDUCTION
                    + ", found " + height + "x" + width);
        }
    }

    /** @param latents [channels, height, width] */
    static EncoderShape of(Tensor latents, EncoderSettings settings) {
        return new EncoderShape(
                latents.dim(0),
                latents.dim(1),
                latents.dim(2),
                settings.representationSize(),
                settings.projectionSizes());
    }

    /**
     * The same encoder with one more layer, whose only number tells good from bad.
     *
     * @param latents [channels, height, width]
     */
    static EncoderShape classifier(Tensor latents, EncoderSettings settings) {
        var encoder = of(latents, settings);
        var layers = new ArrayList<>(encoder.projections());
        layers.add(1);
        return new EncoderShape(
                encoder.channels(), encoder.height(), encoder.width(), encoder.representation(), layers);
    }

    /** Numbers after the last pooling. */
    int flat() {
        return CONV_CHANNELS.get(CONV_CHANNELS.size() - 1) * (height / REDUCTION) * (width / REDUCTION);
    }

    /** Every weight by name with its shape, {@code conv1.weight} to {@code head.2.bias}. */
    SortedMap<String, int[]> weights() {
        var shapes = new TreeMap<String, int[]>();
        int in = channels;
        for (int i = 0; i < CONV_CHANNELS.size(); i++) {
            int out = CONV_CHANNELS.get(i);
            shapes.put("conv" + (i + 1) + ".weight", new int[] {out, in, KERNEL, KERNEL});
            shapes.put("conv" + (i + 1) + ".bias", new int[] {out});
            in = out;
        }
        addLinear(shapes, "fc", flat(), representation);
        in = representation;
        for (int i = 0; i < projections.size(); i++) {
            addLinear(shapes, "head." + i, in, projections.get(i));
            in = projections.get(i);
        }
        return shapes;
    }

    /**
     * How to open its graphs. Up to a million weights their nodes are so small that waking another thread for each of
     * them takes longer than it helps: one thread alone is faster than two.
     */
    SessionOptions options() {
        long count = weights().values().stream()
                .mapToLong(dims -> Arrays.stream(dims).asLongStream().reduce(1, Math::multiplyExact))
                .sum();
        var options = SessionOptions.defaults();
        return count <= MOST_OF_ONE_THREAD ? options.withAtOnce(Integer.MAX_VALUE) : options;
    }

    private static void addLinear(Map<String, int[]> shapes, String name, int in, int out) {
        shapes.put(name + ".weight", new int[] {out, in});
        shapes.put(name + ".bias", new int[] {out});
    }

    /** New weights, uniform in ±1/√(fan in), as PyTorch initialises convolutions and linear layers. */
    SortedMap<String, Tensor> initialWeights(long seed) {
        var shapes = weights();
        var weights = new TreeMap<String, Tensor>();
        var random = new SplittableRandom(seed);
        shapes.forEach((name, shape) -> {
            int[] matrix = shapes.get(name.substring(0, name.lastIndexOf('.')) + ".weight");
            int fanIn = matrix == null ? 1 : Arrays.stream(matrix).skip(1).reduce(1, (a, b) -> a * b);
            float bound = (float) (1 / Math.sqrt(fanIn));
            Tensor weight = Tensor.zeros(shape);
            float[] numbers = weight.f32();
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = (float) (random.nextDouble() * 2 - 1) * bound;
            }
            weights.put(name, weight);
        });
        return weights;
    }

    /** Whether named tensors are exactly the weights of this encoder. */
    boolean matches(Map<String, Tensor> named) {
        var expected = weights();
        var found = new TreeMap<String, int[]>();
        named.forEach((name, tensor) -> found.put(name, tensor.shape()));
        return expected.keySet().equals(found.keySet())
                && Arrays.deepEquals(expected.values().toArray(), found.values().toArray());
    }
}
