package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeniedTermsTest {
    private final DeniedTerms terms = new DeniedTerms(List.of("Café", "red gun", " "));

    @ParameterizedTest
    @ValueSource(strings = {"a cafe table", "A CAFÉ", "the cafe\u0301", "ｃａｆｅ", "cafe, please"})
    void a_term_is_found_whatever_its_case_accents_and_width(String prompt) {
        assertThat(terms.firstIn(prompt)).contains("Café");
    }

    @ParameterizedTest
    @ValueSource(strings = {"red  gun", "a red-gun", "Red\nGUN!"})
    void a_term_of_two_words_is_found_across_signs(String prompt) {
        assertThat(terms.firstIn(prompt)).contains("red gun");
    }

    @ParameterizedTest
    @ValueSource(strings = {"cafeteria", "a red gunner", "gun red", "", "a mug"})
    void parts_of_other_words_are_let_through(String prompt) {
        assertThat(terms.firstIn(prompt)).isEmpty();
    }
}
