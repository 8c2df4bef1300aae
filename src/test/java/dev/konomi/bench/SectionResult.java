package dev.konomi.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;

/**
 * What a section found; its file is docs/performance/results/&lt;section&gt;.json.
 *
 * @param section short name, which orders the report: "a-bundled"
 * @param title heading in the report
 * @param text what was measured and how, Markdown
 * @param comparisons lines of the table and bars of the plot
 * @param tables further numbers
 * @param machine where and when
 */
public record SectionResult(
        String section, String title, String text, List<Comparison> comparisons, List<Table> tables, Machine machine) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /**
     * Numbers that are no comparison.
     *
     * @param title heading
     * @param columns heads
     * @param rows as many cells as columns
     */
    public record Table(String title, List<String> columns, List<List<String>> rows) {}

    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            byte[] json = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
            Files.write(folder.resolve(section + ".json"), json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isOfToday(Path folder, String section) {
        Path file = folder.resolve(section + ".json");
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        return Files.exists(file) && read(file).machine().when().startsWith(today);
    }

    static SectionResult read(Path file) {
        try {
            return JSON.readValue(file.toFile(), SectionResult.class);
        } catch (IOException e) {
            throw new UncheckedIOException(file + " is no result of a section", e);
        }
    }
}
