package dev.konomi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ProportionTest {
    @Test
    void wilsons_interval_has_the_published_values() {
        // Newcombe, Statistics in Medicine 17 (1998), table I, method 3
        assertThat(Proportion.wilson(81, 263).low()).isCloseTo(0.2553, within(5e-5));
        assertThat(Proportion.wilson(81, 263).high()).isCloseTo(0.3662, within(5e-5));
        assertThat(Proportion.wilson(15, 148).low()).isCloseTo(0.0624, within(5e-5));
        assertThat(Proportion.wilson(15, 148).high()).isCloseTo(0.1605, within(5e-5));
        assertThat(Proportion.wilson(0, 20).low()).isZero();
        assertThat(Proportion.wilson(0, 20).high()).isCloseTo(0.1611, within(5e-5));
        assertThat(Proportion.wilson(1, 29).low()).isCloseTo(0.0061, within(5e-5));
    }

    @Test
    void of_no_images_everything_is_possible() {
        assertThat(Proportion.wilson(0, 0)).isEqualTo(new Proportion(0, 0, 1, 0));
    }
}
