package dev.konomi.tenant.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.tenant.EmbeddedServices;
import dev.konomi.tenant.TenantDeclaration;
import dev.konomi.tenant.Tenants;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class TenantFilesTest {
    @Inject
    TenantFiles files;

    @Inject
    Tenants tenants;

    @Inject
    DeclaredAdapters adapters;

    @Test
    void the_demo_tenants_are_there_after_the_start() {
        assertThat(tenants.get("acme").displayName()).isEqualTo("Acme Homeware");
        assertThat(tenants.get("bolt").safety().fourEyes()).isTrue();
        // Other tests of the same start declare adapters of their own.
        assertThat(adapters.of("acme"))
                .filteredOn(seen -> seen.adapter().name().equals("teal-mugs"))
                .singleElement()
                .satisfies(seen -> assertThat(seen.activeTenant()).isEqualTo("acme"));
    }

    @Test
    void the_same_content_is_applied_once_and_a_new_one_again() {
        apply(text("file-one", "One", "A lamp"));
        long version = tenants.get("file-one").version();
        apply(text("file-one", "One", "A lamp"));
        assertThat(tenants.get("file-one").version()).isEqualTo(version);
        assertThat(adapters.of("file-one")).hasSize(1);

        apply(text("file-one", "Uno", "A lamp"));
        assertThat(tenants.get("file-one").displayName()).isEqualTo("Uno");
        assertThat(adapters.of("file-one")).hasSize(1);

        apply(text("file-one", "Uno", "A round lamp"));
        assertThat(adapters.of("file-one"))
                .extracting(seen -> seen.adapter().title())
                .containsExactly("A lamp", "A round lamp");
    }

    @Test
    void what_the_operator_changed_stays_until_the_file_changes() {
        apply(text("file-two", "Two", "A lamp"));
        tenants.change(
                "file-two",
                tenant -> new Tenants.Change(
                        new TenantDeclaration("file-two", "By the operator", tenant.limits(), tenant.safety()), true));

        apply(text("file-two", "Two", "A lamp"));
        assertThat(tenants.get("file-two").displayName()).isEqualTo("By the operator");

        apply(text("file-two", "Two again", "A lamp"));
        assertThat(tenants.get("file-two").displayName()).isEqualTo("Two again");
    }

    @Test
    void nothing_is_deleted_when_a_file_says_less() {
        apply(text("file-three", "Three", "A lamp"));
        apply("slug: file-three\ndisplay_name: Three\n");
        apply(text("file-three", "Three", "A lamp"));

        assertThat(adapters.of("file-three")).hasSize(1);
    }

    @Test
    void an_adapter_that_its_keeper_refuses_is_named_with_file_and_line_and_nothing_of_the_file_is_applied() {
        assertThatThrownBy(() -> apply(text("file-four", "Four", "Refuse me")))
                .isInstanceOf(TenantFilesRefusedException.class)
                .hasMessageContaining("t.yaml:4: adapter lamps: round_size: expected 2 to 1024");

        assertThat(tenants.find("file-four")).isEmpty();
    }

    private void apply(String text) {
        files.apply(List.of(TenantFile.parse("t.yaml", text)));
    }

    private static String text(String slug, String name, String title) {
        return """
                slug: %s
                display_name: %s
                adapters:
                  - name: lamps
                    title: %s
                    prompts: [a lamp]
                """.formatted(slug, name, title);
    }
}
