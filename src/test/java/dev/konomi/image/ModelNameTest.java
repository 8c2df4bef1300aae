package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNameTest {
    @Test
    void an_adapter_may_be_named_with_a_version_or_a_place() {
        assertThat(ModelName.parse("teal-mugs"))
                .contains(new ModelName("teal-mugs", ModelName.Pick.SERVED, OptionalInt.empty()));
        assertThat(ModelName.parse("teal-mugs@live"))
                .contains(new ModelName("teal-mugs", ModelName.Pick.LIVE, OptionalInt.empty()));
        assertThat(ModelName.parse("teal-mugs@newest"))
                .contains(new ModelName("teal-mugs", ModelName.Pick.NEWEST, OptionalInt.empty()));
        assertThat(ModelName.parse("teal-mugs@12"))
                .contains(new ModelName("teal-mugs", ModelName.Pick.NUMBER, OptionalInt.of(12)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "@", "A", "a/b", "a@", "a@-1", "a@1.5", "a@9999999", "base@1", "base@live", "-a", "a-"})
    void anything_else_names_no_model(String text) {
        assertThat(ModelName.parse(text)).isEmpty();
    }
}
