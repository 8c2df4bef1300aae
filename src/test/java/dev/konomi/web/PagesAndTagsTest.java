package dev.konomi.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PagesAndTagsTest {
    @Test
    void a_page_with_one_row_too_many_has_a_next_cursor() {
        Page<Integer> page = Page.of(List.of(5, 4, 3), 2, n -> Cursor.encode(Integer.toString(n)));

        assertThat(page.items()).containsExactly(5, 4);
        assertThat(Cursor.decodeLong(page.nextCursor().orElseThrow())).isEqualTo(4);
        assertThat(Page.of(List.of(5, 4), 2, n -> "").nextCursor()).isEmpty();
    }

    @Test
    void a_cursor_keeps_its_keys_and_refuses_foreign_text() {
        assertThat(Cursor.decode(Cursor.encode("2026-01-01", "ünï", ""), 3)).containsExactly("2026-01-01", "ünï", "");
        for (String foreign : List.of("", "***", "abc", Cursor.encode("one", "two"), Cursor.encode("x"))) {
            assertThatThrownBy(() -> Cursor.decodeLong(foreign)).hasMessageContaining("cursor");
        }
    }

    @Test
    void limits_run_from_1_to_200() {
        assertThat(IntStream.of(1, 50, 200).map(Page::requireLimit)).containsExactly(1, 50, 200);
        assertThatThrownBy(() -> Page.requireLimit(0)).hasMessageContaining("1 to 200");
        assertThatThrownBy(() -> Page.requireLimit(201)).hasMessageContaining("1 to 200");
    }

    @Test
    void a_change_must_name_the_version_it_changes() {
        assertThatCode(() -> ETags.requireMatch("\"7\"", 7)).doesNotThrowAnyException();
        assertThatCode(() -> ETags.requireMatch("\"6\", \"7\"", 7)).doesNotThrowAnyException();
        assertThatCode(() -> ETags.requireMatch("*", 7)).doesNotThrowAnyException();
        assertThatThrownBy(() -> ETags.requireMatch(null, 7)).satisfies(kind(ProblemKind.PRECONDITION_REQUIRED));
        for (String stale : List.of("\"6\"", "7", "W/\"7\"")) {
            assertThatThrownBy(() -> ETags.requireMatch(stale, 7)).satisfies(kind(ProblemKind.PRECONDITION_FAILED));
        }
    }

    @Test
    void a_known_version_need_not_be_sent_again() {
        assertThat(ETags.noneMatchHas("W/\"7\", \"9\"", 9)).isTrue();
        assertThat(ETags.noneMatchHas("\"7\"", 9)).isFalse();
        assertThat(ETags.noneMatchHas(null, 9)).isFalse();
    }

    private static java.util.function.Consumer<Throwable> kind(ProblemKind expected) {
        return e -> assertThat(((ProblemException) e).kind()).isEqualTo(expected);
    }
}
