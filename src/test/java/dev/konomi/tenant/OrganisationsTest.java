package dev.konomi.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OrganisationsTest {
    @Test
    void an_array_names_them() {
        assertThat(Organisations.in(Json.createArrayBuilder().add("acme").build()))
                .containsExactly("acme");
        assertThat(Organisations.in(List.of("bolt", "acme", "acme"))).containsExactly("acme", "bolt");
    }

    @Test
    void an_object_names_them_by_its_keys() {
        assertThat(Organisations.in(Json.createObjectBuilder()
                        .add("acme", Json.createObjectBuilder().add("id", "f3f7"))
                        .build()))
                .containsExactly("acme");
        assertThat(Organisations.in(Map.of("acme", Map.of(), "bolt", Map.of()))).containsExactly("acme", "bolt");
    }

    @Test
    void a_claim_that_is_absent_or_of_another_shape_names_none() {
        assertThat(Organisations.in(null)).isEmpty();
        assertThat(Organisations.in(42)).isEmpty();
        assertThat(Organisations.in(List.of())).isEmpty();
    }

    @Test
    void what_is_no_name_is_kept_so_that_it_is_refused_as_unknown() {
        assertThat(Organisations.in(Json.createArrayBuilder().add(7).build())).containsExactly("7");
    }
}
