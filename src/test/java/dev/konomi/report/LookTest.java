package dev.konomi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookTest {
    private static final int SIDE = 64;
    private static final int[] CREAM = {250, 240, 214};
    private static final int[] TEAL = {22, 150, 150};

    @Test
    void a_teal_square_on_cream_is_seen_with_its_place_and_size() {
        Look look = Look.of(paint(CREAM, TEAL, new int[] {8, 32, 16, 16}));

        assertThat(look.background()).isEqualTo("cream");
        assertThat(look.subject()).isEqualTo("teal");
        assertThat(look.things()).isEqualTo(1);
        assertThat(look.x()).isCloseTo(0.25, within(1e-6));
        assertThat(look.y()).isCloseTo(0.625, within(1e-6));
        assertThat(look.size()).isCloseTo(1 / 16.0, within(1e-6));
        assertThat(look.brightness()).isBetween(0.85, 0.95);
    }

    @Test
    void separate_things_are_counted_and_specks_are_not() {
        Look look = Look.of(paint(
                CREAM,
                TEAL,
                new int[] {4, 20, 12, 12},
                new int[] {24, 20, 12, 12},
                new int[] {44, 20, 12, 12},
                new int[] {30, 50, 2, 2}));

        assertThat(look.things()).isEqualTo(3);
    }

    @Test
    void an_empty_picture_has_no_subject() {
        Look look = Look.of(paint(CREAM, TEAL));

        assertThat(look.subject()).isEqualTo("none");
        assertThat(look.things()).isZero();
        assertThat(look.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "22, 150, 150, teal", "50, 110, 220, blue", "34, 48, 100, navy", "130, 70, 180, purple",
        "250, 240, 214, cream", "176, 178, 184, grey", "250, 212, 216, blush", "196, 236, 212, mint",
        "214, 204, 244, lavender", "255, 206, 166, peach", "178, 218, 248, sky", "72, 74, 84, charcoal",
        "20, 20, 24, black", "255, 255, 255, white", "220, 40, 40, red", "240, 140, 30, orange"
    })
    void colours_have_the_names_that_people_give_them(int red, int green, int blue, String name) {
        assertThat(ColourName.of(red / 255.0, green / 255.0, blue / 255.0)).isEqualTo(name);
    }

    @Test
    void what_moved_most_is_told_in_words() {
        var blue = new Look("mint", "blue", 0.7, 0.5, 0.5, 0.1, 1);
        var teal = new Look("cream", "teal", 0.7, 0.5, 0.5, 0.1, 1);
        var attributes = Attribute.of(new Attribute.Painters(
                List.of(blue, blue, blue, teal), List.of(blue), List.of(teal, teal, teal, blue)));

        var background = attributes.stream()
                .filter(one -> one.name().equals("background"))
                .findFirst()
                .orElseThrow();
        assertThat(background.values()).containsExactly("cream", "mint");
        assertThat(background.moved()).isEqualTo(0.5);
        assertThat(background.sentence())
                .hasValue("background: cream in 75 % of the images instead of 25 %; less mint (25 %, was 75 %)");
        assertThat(attributes.stream().filter(one -> one.sentence().isPresent()))
                .extracting(Attribute::name)
                .containsExactly("subject colour", "background");
    }

    /** @param squares each {left, top, width, height} */
    private static Tensor paint(int[] background, int[] colour, int[]... squares) {
        Tensor pixels = Tensor.zeros(3, SIDE, SIDE);
        for (int channel = 0; channel < 3; channel++) {
            for (int i = 0; i < SIDE * SIDE; i++) {
                int x = i % SIDE;
                int y = i / SIDE;
                boolean inside = false;
                for (int[] square : squares) {
                    inside |=
                            x >= square[0] && x < square[0] + square[2] && y >= square[1] && y < square[1] + square[3];
                }
                pixels.f32()[channel * SIDE * SIDE + i] = (inside ? colour[channel] : background[channel]) / 127.5f - 1;
            }
        }
        return pixels;
    }
}
