package dev.konomi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RewardScaleTest {
    @Test
    void the_threshold_lies_where_good_and_bad_part() {
        var scale = RewardScale.of(List.of(bad(0.1), bad(0.3), good(0.7), good(0.9)))
                .orElseThrow();

        assertThat(scale.threshold()).isEqualTo(0.5);
        assertThat(scale.sensitivity()).isEqualTo(1);
        assertThat(scale.specificity()).isEqualTo(1);
        assertThat(scale.good(List.of(0.2, 0.6, 0.8, 0.4)).share()).isEqualTo(0.5);
    }

    @Test
    void a_share_is_corrected_for_how_often_the_encoder_errs() {
        List<Scored> judged = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            judged.add(i < 8 ? good(0.9) : good(0.1));
            judged.add(i < 9 ? bad(0.1) : bad(0.9));
        }
        var scale = RewardScale.of(judged).orElseThrow();

        assertThat(scale.sensitivity()).isCloseTo(0.8, within(1e-9));
        assertThat(scale.specificity()).isCloseTo(0.9, within(1e-9));
        // as many above as if every image were good: 80 %
        assertThat(scale.good(Stream.iterate(0, i -> i + 1)
                                .limit(10)
                                .map(i -> i < 8 ? 0.9 : 0.1)
                                .toList())
                        .share())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void an_encoder_that_cannot_tell_them_apart_says_nothing() {
        assertThat(RewardScale.of(List.of(good(0.5), bad(0.5), good(0.4), bad(0.4))))
                .isEmpty();
        assertThat(RewardScale.of(List.of(good(0.5), good(0.6)))).isEmpty();
        assertThat(RewardScale.of(List.of())).isEmpty();
    }

    private static Scored good(double reward) {
        return new Scored(true, 1, reward);
    }

    private static Scored bad(double reward) {
        return new Scored(false, 1, reward);
    }
}
