package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TripletsTest {
    private static final int COUNT = 4000;

    @Test
    void every_good_image_meets_every_bad_one_equally_often() {
        Triplets triplets = Triplets.draw(lesson(1, 1, 1, 1), COUNT, new SplittableRandom(1));

        assertThat(triplets.positives()).containsOnly(1, 2);
        assertThat(triplets.negatives()).containsOnly(3, 4);
        assertThat(times(1, triplets.positives())).isBetween(COUNT / 2 - 150, COUNT / 2 + 150);
        assertThat(times(3, triplets.negatives())).isBetween(COUNT / 2 - 150, COUNT / 2 + 150);
    }

    @Test
    void a_doubtful_verdict_is_drawn_as_often_as_it_can_be_relied_on() {
        Triplets triplets = Triplets.draw(lesson(1, 0.25, 1, 0), COUNT, new SplittableRandom(2));

        assertThat(times(2, triplets.positives())).isBetween(COUNT / 5 - 120, COUNT / 5 + 120);
        assertThat(times(4, triplets.negatives())).isZero();
    }

    @Test
    void where_no_verdict_can_be_relied_on_there_are_triplets_all_the_same() {
        assertThat(Triplets.draw(lesson(0, 0, 0, 0), 8, new SplittableRandom(3)).count())
                .isEqualTo(8);
    }

    /** An anchor, two good images and two bad ones. */
    private static EncoderLesson lesson(double... confidences) {
        var anchorAndOthers = new ArrayList<>(List.of(1.0));
        IntStream.range(0, confidences.length).forEach(i -> anchorAndOthers.add(confidences[i]));
        return new EncoderLesson(Collections.nCopies(5, Tensor.zeros(1)), 2, anchorAndOthers);
    }

    private static int times(int image, int[] drawn) {
        return (int) IntStream.of(drawn).filter(i -> i == image).count();
    }
}
