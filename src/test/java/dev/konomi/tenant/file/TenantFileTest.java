package dev.konomi.tenant.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.tenant.SafetyPolicy;
import dev.konomi.tenant.TenantLimits;
import dev.konomi.tenant.file.TenantFile.DeclaredAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantFileTest {
    private static final String SMALLEST = """
            slug: corner
            display_name: Corner Shop
            """;

    private static final String FULL = """
            slug: corner
            display_name: Corner Shop
            enabled: false
            limits:
              images_per_minute: 6
              storage_bytes: 1048576
            safety:
              denied_terms: [gun]
              audit_prompts: ["a mug"]
              four_eyes: true
            adapters:
              - name: round-lamps
                title: Round lamps
                prompts: [a lamp, "a lamp on a table"]
                guidelines: Good when round.
                recipe:
                  preset: hero
                  overrides:
                    round_size: 16
                    sampling: {steps: 10, guidance_scale: 4.5}
                    noise: {pristine: true, kinds: [a, b]}
              - name: square-lamps
                title: Square lamps
                prompts: [a lamp]
            """;

    @Test
    void the_smallest_file_gets_the_usual_limits_and_no_policy() {
        TenantFile file = TenantFile.parse("corner.yaml", SMALLEST);

        assertThat(file.tenant().slug()).isEqualTo("corner");
        assertThat(file.enabled()).isTrue();
        assertThat(file.tenant().limits()).isEqualTo(TenantLimits.DEFAULT);
        assertThat(file.tenant().safety()).isEqualTo(SafetyPolicy.NONE);
        assertThat(file.adapters()).isEmpty();
    }

    @Test
    void a_full_file_is_read_whole() {
        TenantFile file = TenantFile.parse("corner.yaml", FULL);

        assertThat(file.enabled()).isFalse();
        assertThat(file.tenant().limits()).isEqualTo(new TenantLimits(6, 256, 20, 1_048_576));
        assertThat(file.tenant().safety()).isEqualTo(new SafetyPolicy(List.of("gun"), List.of("a mug"), true));
        DeclaredAdapter round = file.adapters().get(0);
        assertThat(round.line()).isEqualTo(12);
        assertThat(round.adapter().tenant()).isEqualTo("corner");
        assertThat(round.adapter().prompts()).containsExactly("a lamp", "a lamp on a table");
        assertThat(round.adapter().recipe().preset()).isEqualTo(Optional.of("hero"));
        assertThat(round.adapter().recipe().overrides())
                .isEqualTo(Map.of(
                        "round_size", 16L,
                        "sampling", Map.of("steps", 10L, "guidance_scale", 4.5),
                        "noise", Map.of("pristine", true, "kinds", List.of("a", "b"))));
        assertThat(file.adapters().get(1).adapter().guidelines()).isEmpty();
    }

    @Test
    void the_digest_is_of_what_is_said_and_not_of_how_it_is_written() {
        TenantFile one = TenantFile.parse("a.yaml", FULL);
        TenantFile same = TenantFile.parse(
                "b.yaml",
                "# a comment\n"
                        + FULL.replace("slug: corner\ndisplay_name: Corner Shop\n", "")
                        + "display_name: 'Corner Shop'\nslug: \"corner\"\n");
        TenantFile other = TenantFile.parse("c.yaml", FULL.replace("round_size: 16", "round_size: 17"));

        assertThat(same.tenantDigest()).isEqualTo(one.tenantDigest());
        assertThat(same.adapters().get(0).digest())
                .isEqualTo(one.adapters().get(0).digest());
        assertThat(other.tenantDigest()).isEqualTo(one.tenantDigest());
        assertThat(other.adapters().get(0).digest())
                .isNotEqualTo(one.adapters().get(0).digest());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "slug: corner                | slug: Corner                    | t.yaml:1: slug: expected 1 to 40 of a-z",
                "slug: corner                | sluf: corner                    | t.yaml:1: sluf: is not known here",
                "slug: corner                | sluf: corner                    | slug: is missing",
                "display_name: Corner Shop   | display_name: 42                | t.yaml:2: display_name: expected a text",
                "display_name: Corner Shop   | display_name: ''                | t.yaml:2: display_name: expected a text",
                "display_name: Corner Shop   | display_name:                   | display_name: expected a text of 1 to 120 characters, found nothing",
                "enabled: false              | enabled: off                    | t.yaml:3: enabled: expected true or false, found 'off'",
                "enabled: false              | slug: again                     | t.yaml:3: slug: stands here twice",
                "images_per_minute: 6        | images_per_minute: many         | t.yaml:5: limits.images_per_minute: expected a whole number",
                "images_per_minute: 6        | images_per_minute: 0            | t.yaml:5: limits.images_per_minute: expected a whole number from 1 to 100000, found 0",
                "images_per_minute: 6        | images_per_minute: 010          | t.yaml:5: limits.images_per_minute: expected a whole number",
                "images_per_minute: 6        | images_per_minute: 6.5          | t.yaml:5: limits.images_per_minute: expected a whole number",
                "images_per_minute: 6        | images_per_minute: 99999999999999999999 | t.yaml:5: limits.images_per_minute: expected",
                "denied_terms: [gun]         | denied_terms: gun               | t.yaml:8: safety.denied_terms: expected a list",
                "denied_terms: [gun]         | denied_terms: [no]              | t.yaml:8: safety.denied_terms[0]: expected a text",
                "prompts: [a lamp]           | prompts: []                     | t.yaml:24: adapters[1].prompts: expected a list of 1 to 64 entries, found 0",
                "name: square-lamps          | name: round-lamps               | t.yaml:22: adapters[1].name: an adapter round-lamps stands above already",
                "name: square-lamps          | nam: square-lamps               | t.yaml:22: adapters[1].nam: is not known here",
                "round_size: 16              | round_size: .nan                | t.yaml:19: adapters[0].recipe.overrides.round_size: expected a number",
                "round_size: 16              | round_size:                     | t.yaml:19: adapters[0].recipe.overrides.round_size: expected a number",
                "preset: hero                | preset: [hero]                  | t.yaml:17: adapters[0].recipe.preset: expected a text",
                "four_eyes: true             | four_eyes: {a: b                | is no YAML here",
                "four_eyes: true             | four_eyes: !!java.io.File [x]   | t.yaml:10: "
            })
    void what_does_not_fit_is_named_with_file_line_and_reason(String from, String to, String message) {
        assertThat(FULL).contains(from);

        assertThatThrownBy(() -> TenantFile.parse("t.yaml", FULL.replace(from, to)))
                .isInstanceOf(TenantFilesRefusedException.class)
                .hasMessageContaining(message);
    }

    @Test
    void all_that_is_wrong_is_said_at_once() {
        String text =
                FULL.replace("images_per_minute: 6", "images_per_minute: -6").replace("title: ", "titel: ");

        assertThatThrownBy(() -> TenantFile.parse("t.yaml", text))
                .hasMessageContaining("t.yaml:5: ")
                .hasMessageContaining("t.yaml:13: adapters[0].titel")
                .hasMessageContaining("t.yaml:23: adapters[1].titel");
    }

    @Test
    void an_empty_file_and_a_list_are_refused() {
        assertThatThrownBy(() -> TenantFile.parse("t.yaml", "")).hasMessageContaining("t.yaml:1: is empty");
        assertThatThrownBy(() -> TenantFile.parse("t.yaml", "- slug: x"))
                .hasMessageContaining("t.yaml:1: expected a mapping with slug");
    }

    @Test
    void the_shipped_files_are_read() throws IOException {
        List<TenantFile> files = FoundFiles.in(Path.of("tenants"));

        assertThat(files).extracting(file -> file.tenant().slug()).containsExactly("acme", "bolt");
        assertThat(files.get(0).adapters().get(0).adapter().name()).isEqualTo("teal-mugs");
        assertThat(files.get(0).adapters().get(0).adapter().prompts())
                .noneMatch(prompt -> prompt.matches(".*\\b(teal|red|blue|green|white|black|yellow)\\b.*"));
        assertThat(FoundFiles.demo())
                .extracting(TenantFile::tenant)
                .isEqualTo(files.stream().map(TenantFile::tenant).toList());
    }

    @Test
    void two_files_of_one_tenant_are_refused(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("a.yaml"), SMALLEST);
        Files.writeString(folder.resolve("b.yml"), SMALLEST);
        Files.writeString(folder.resolve("notes.txt"), "not read");

        assertThatThrownBy(() -> FoundFiles.in(folder))
                .hasMessageContaining("b.yml:1: slug: the tenant corner is declared by")
                .hasMessageContaining("a.yaml");
    }

    @Test
    void a_folder_that_is_not_there_is_refused_by_the_setting_s_name(@TempDir Path folder) {
        assertThatThrownBy(() -> FoundFiles.in(folder.resolve("missing")))
                .hasMessageContaining("konomi.tenants.folder")
                .hasMessageContaining("missing");
    }
}
