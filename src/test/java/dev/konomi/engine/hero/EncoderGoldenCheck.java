package dev.konomi.engine.hero;

import static dev.konomi.engine.golden.GoldenAssertions.GRADIENT_TOLERANCE;
import static dev.konomi.engine.golden.GoldenAssertions.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.golden.GoldenCheck;
import dev.konomi.engine.golden.GoldenFolder;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The reward encoder: what it computes, what rewards follow, and how it learns. */
public final class EncoderGoldenCheck implements GoldenCheck {
    @Override
    public String title() {
        return "the reward encoder embeds, rewards and learns as PyTorch's";
    }

    @Override
    public void check(GoldenFolder folder) {
        var json = folder.json().path("encoder");
        var features = folder.tensor("encoder.features");
        var shape = shape(folder, features);
        var weights = named(folder, "encoder.param.", shape);
        int best = json.path("best").intValue();
        var triplets = new Triplets(ints(folder.tensor("encoder.positives")), ints(folder.tensor("encoder.negatives")));
        try (var runtime = HeroTesting.runtime();
                var encoder =
                        RewardEncoder.open(runtime, shape, json.path("margin").doubleValue())) {
            var embedding = encoder.embed(weights, features);
            assertClose("representation", embedding.representation(), folder.tensor("encoder.representation"));
            assertClose("projection", embedding.projection(), folder.tensor("encoder.projection"));

            var optimizer = new AdamW(AdamW.Settings.ADAM, weights, Map.of());
            for (int i = 0; i < json.path("steps").intValue(); i++) {
                var step = encoder.step(weights, features, best, triplets);

                double golden = json.path("losses").path(i).doubleValue();
                assertThat(step.loss()).as("loss " + i).isCloseTo(golden, within(1e-4 * golden));
                if (i == 0) {
                    step.gradients()
                            .forEach((name, gradient) -> assertClose(
                                    name + " gradient",
                                    gradient,
                                    folder.tensor("encoder.grad." + name),
                                    GRADIENT_TOLERANCE));
                }
                optimizer.step(step.gradients(), json.path("lr").doubleValue());
            }
            weights.forEach((name, weight) -> assertClose(
                    name + " after learning", weight, folder.tensor("encoder.trained." + name), GRADIENT_TOLERANCE));
            assertRewards(folder, encoder.embed(weights, features).representation(), best, triplets);
        }
    }

    private static void assertRewards(GoldenFolder folder, Tensor representation, int best, Triplets triplets) {
        var anchor = representation.rows(best, best + 1);
        assertClose(
                "reward by the best",
                vector(Similarity.rewards(representation, anchor)),
                folder.tensor("encoder.reward_best"));
        var good = IntStream.of(triplets.positives())
                .distinct()
                .mapToObj(row -> representation.rows(row, row + 1))
                .toList();
        assertClose(
                "reward by all good",
                vector(Similarity.rewards(representation, Tensor.concat(good))),
                folder.tensor("encoder.reward_all_positive"));
    }

    private static EncoderShape shape(GoldenFolder folder, Tensor features) {
        var json = folder.json().path("encoder");
        var head = new ArrayList<Integer>();
        json.path("head").forEach(size -> head.add(size.intValue()));
        return new EncoderShape(
                features.dim(1),
                features.dim(2),
                features.dim(3),
                json.path("hidden").intValue(),
                head);
    }

    private static SortedMap<String, Tensor> named(GoldenFolder folder, String prefix, EncoderShape shape) {
        var named = new TreeMap<String, Tensor>();
        shape.weights().keySet().forEach(name -> named.put(name, folder.tensor(prefix + name)));
        return named;
    }

    private static int[] ints(Tensor numbers) {
        return Arrays.stream(numbers.i64()).mapToInt(Math::toIntExact).toArray();
    }

    private static Tensor vector(float[] numbers) {
        return Tensor.f32(new int[] {numbers.length}, numbers);
    }
}
