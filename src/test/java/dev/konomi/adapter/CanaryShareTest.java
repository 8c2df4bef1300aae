package dev.konomi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanaryShareTest {

    private static final int REQUESTS = 10_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 50, 99, 100})
    void the_canary_gets_its_percent_of_the_requests(int percent) {
        assertThat(share("adp_1", percent)).isCloseTo(percent / 100.0, within(0.015));
    }

    @Test
    void the_same_request_is_always_served_the_same_way() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> CanaryShare.takes("adp_1", "seed 42", 50)))
                .containsOnly(CanaryShare.takes("adp_1", "seed 42", 50));
    }

    @Test
    void who_was_on_the_canary_stays_there_when_its_share_grows() {
        assertThat(IntStream.range(0, REQUESTS)
                        .filter(i -> CanaryShare.takes("adp_1", "seed " + i, 10))
                        .allMatch(i -> CanaryShare.takes("adp_1", "seed " + i, 20)))
                .isTrue();
    }

    @Test
    void two_adapters_pick_their_requests_apart() {
        long both = IntStream.range(0, REQUESTS)
                .filter(i -> CanaryShare.takes("adp_1", "seed " + i, 50) && CanaryShare.takes("adp_2", "seed " + i, 50))
                .count();

        assertThat(both / (double) REQUESTS).isCloseTo(0.25, within(0.02));
    }

    private static double share(String adapter, int percent) {
        return IntStream.range(0, REQUESTS)
                        .filter(i -> CanaryShare.takes(adapter, "seed " + i, percent))
                        .count()
                / (double) REQUESTS;
    }
}
