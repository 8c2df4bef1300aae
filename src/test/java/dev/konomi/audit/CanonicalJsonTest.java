package dev.konomi.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    @Test
    void keys_are_sorted_at_every_level_and_nothing_is_spaced() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("z", List.of(1, 2L, true));
        value.put("a", Map.of("y", "b", "x", List.of()));
        value.put("n", null);

        assertThat(CanonicalJson.write(value)).isEqualTo("{\"a\":{\"x\":[],\"y\":\"b\"},\"n\":null,\"z\":[1,2,true]}");
        assertThat(CanonicalJson.write(Map.of())).isEqualTo("{}");
    }

    @Test
    void text_has_the_shortest_escapes_and_keeps_its_letters() {
        assertThat(CanonicalJson.write("好み \"x\" \\ \n \u001f / é")).isEqualTo("\"好み \\\"x\\\" \\\\ \\n \\u001f / é\"");
    }

    @Test
    void decimals_are_text_and_unknown_types_are_refused() {
        assertThat(CanonicalJson.write(Arrays.asList(0.5, 1.0f, null))).isEqualTo("[\"0.5\",\"1.0\",null]");
        assertThatThrownBy(() -> CanonicalJson.write(new Object())).hasMessageContaining("java.lang.Object");
    }
}
