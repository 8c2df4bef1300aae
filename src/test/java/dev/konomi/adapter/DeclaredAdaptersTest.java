package dev.konomi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.AdapterDeclared;
import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.RecipeDeclaration;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class DeclaredAdaptersTest {

    @Inject
    Event<AdapterDeclared> events;

    @Inject
    Adapters adapters;

    @Inject
    ActiveTenant active;

    private final String name = "lamps-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void room_for_adapters() {
        Quota.lift();
    }

    @Test
    void a_declared_adapter_is_made_once() throws Exception {
        declare("Lamps", Map.of());
        Adapter first = found();

        declare("Lamps", Map.of());

        assertThat(found()).isEqualTo(first);
        assertThat(first.createdBy()).isEqualTo("declaration");
        assertThat(first.live()).isZero();
    }

    @Test
    void a_changed_file_changes_the_adapter() throws Exception {
        declare("Lamps", Map.of());

        declare("Desk lamps", Map.of("round_size", 16L, "encoder.learning_rate", 0.01));

        assertThat(found().title()).isEqualTo("Desk lamps");
        assertThat(found().recipe().roundSize()).isEqualTo(16);
        assertThat(found().recipe().encoder().learningRate()).isEqualTo(0.01);
    }

    @Test
    void a_wrong_setting_is_named_to_who_wrote_the_file() {
        assertThatThrownBy(() -> declare("Lamps", Map.of("round_sise", 16L)))
                .hasStackTraceContaining("recipe.overrides.round_sise: is no setting of a recipe");
    }

    private Adapter found() throws Exception {
        return active.runAs("acme", () -> adapters.get(name));
    }

    private void declare(String title, Map<String, Object> overrides) throws Exception {
        AdapterDeclared declared = new AdapterDeclared(
                "acme",
                name,
                title,
                List.of("a lamp"),
                "Good: warm light.",
                new RecipeDeclaration(Optional.of("hero"), overrides));
        active.runAs(
                "acme",
                () -> QuarkusTransaction.requiringNew().call(() -> {
                    events.fire(declared);
                    return declared;
                }));
    }
}
