package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabelSmoothingTest {
    private static final int IMAGES = 60;

    @Test
    void verdicts_that_go_with_what_images_look_like_stay_as_they_are() {
        float[] smooth = LabelSmoothing.of(judged(0));

        for (int i = 0; i < IMAGES; i++) {
            assertThat(smooth[i]).as("image %d", i).isBetween(isGood(i) ? 0.85f : 0, isGood(i) ? 1 : 0.15f);
        }
    }

    @Test
    void a_wrong_verdict_among_alike_images_is_outvoted() {
        float[] smooth = LabelSmoothing.of(judged(5));

        double good = meanOf(smooth, true);
        double bad = meanOf(smooth, false);
        for (int i = 0; i < IMAGES; i++) {
            double nearness = Math.abs(smooth[i] - good) - Math.abs(smooth[i] - bad);
            assertThat(nearness < 0).as("image %d is like the good ones", i).isEqualTo(isGood(i));
        }
    }

    private static double meanOf(float[] smooth, boolean good) {
        return IntStream.range(0, IMAGES)
                .filter(i -> isGood(i) == good)
                .mapToDouble(i -> smooth[i])
                .average()
                .orElseThrow();
    }

    @Test
    void a_skipped_image_is_told_what_was_said_of_images_like_it() {
        var images = judged(0);
        images.add(new LabelledImage("a mug", latents(101, true), Verdict.SKIP));
        images.add(new LabelledImage("a mug", latents(102, false), Verdict.SKIP));

        float[] smooth = LabelSmoothing.of(images);

        assertThat(smooth[IMAGES]).isGreaterThan(0.7f);
        assertThat(smooth[IMAGES + 1]).isLessThan(0.3f);
    }

    @Test
    void a_verdict_of_little_confidence_says_little() {
        var sure = judged(0);
        sure.add(new LabelledImage("a mug", latents(101, true), Verdict.BAD));
        var unsure = judged(0);
        unsure.add(new LabelledImage("a mug", latents(101, true), Verdict.BAD, 0.05));

        assertThat(LabelSmoothing.of(unsure)[IMAGES]).isGreaterThan(LabelSmoothing.of(sure)[IMAGES] + 0.1f);
    }

    @Test
    void what_one_prompt_s_images_say_counts_less_for_another_prompt() {
        var images = judged(0);
        images.add(new LabelledImage("a mug", latents(101, true), Verdict.SKIP));
        images.add(new LabelledImage("a chair", latents(101, true), Verdict.SKIP));

        float[] smooth = LabelSmoothing.of(images);

        assertThat(smooth[IMAGES + 1]).isBetween(0.5f, smooth[IMAGES] - 0.05f);
    }

    @Test
    void nothing_is_known_where_nothing_was_judged() {
        assertThat(LabelSmoothing.of(List.of(new LabelledImage("a mug", latents(1, true), Verdict.SKIP))))
                .containsExactly(0.5f);
    }

    @Test
    void images_that_are_all_the_same_have_the_share_of_the_good() {
        var image = latents(1, true);

        float[] smooth = LabelSmoothing.of(List.of(
                new LabelledImage("a mug", image, Verdict.GOOD),
                new LabelledImage("a mug", image, Verdict.BAD),
                new LabelledImage("a mug", image, Verdict.BEST),
                new LabelledImage("a mug", image, Verdict.BAD)));

        assertThat(smooth).containsExactly(new float[] {0.5f, 0.5f, 0.5f, 0.5f}, within(1e-5f));
    }

    /** @param every so often a verdict is wrong; 0 is never */
    private static List<LabelledImage> judged(int every) {
        var images = new ArrayList<LabelledImage>();
        for (int i = 0; i < IMAGES; i++) {
            boolean wrong = every > 0 && i % every == 0;
            images.add(
                    new LabelledImage("a mug", latents(i, isGood(i)), isGood(i) ^ wrong ? Verdict.GOOD : Verdict.BAD));
        }
        return images;
    }

    private static boolean isGood(int image) {
        return image % 3 == 0;
    }

    /** One of two pictures, and a little of one's own. */
    private static Tensor latents(int seed, boolean good) {
        Tensor kind = GaussianNoise.seeded(good ? 1_000 : 2_000).tensor(4, 16, 16);
        return NoisedImages.mix(kind, 1, GaussianNoise.seeded(seed).tensor(4, 16, 16), 0.2);
    }
}
