package dev.konomi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes docs/performance.md and docs/performance/ratios.svg from the files of results, between
 * docs/performance/introduction.md and docs/performance/findings.md, which people write.
 */
public final class Report {
    private static final String NOTICE =
            "<!-- Written by dev.konomi.bench.Report: edit performance/introduction.md and performance/findings.md. -->\n";

    private final Path docs;

    private Report(Path docs) {
        this.docs = docs;
    }

    /** Writes the report anew; the folder is that of performance.md. */
    public static void write(Path docs) {
        try {
            new Report(docs).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        Path folder = docs.resolve("performance");
        List<SectionResult> sections = sections(folder.resolve("results"));
        StringBuilder out = new StringBuilder(NOTICE).append(part(folder.resolve("introduction.md")));
        out.append("\n![ratios of every comparison](performance/ratios.svg)\n");
        sections.forEach(section -> append(out, section));
        out.append('\n').append(part(folder.resolve("findings.md")));
        Files.writeString(docs.resolve("performance.md"), out);
        Files.writeString(folder.resolve("ratios.svg"), RatioPlot.of(sections));
    }

    private static List<SectionResult> sections(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .map(SectionResult::read)
                    .toList();
        }
    }

    private static String part(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private static void append(StringBuilder out, SectionResult section) {
        out.append("\n## ").append(section.title()).append("\n\n");
        if (!section.text().isBlank()) {
            out.append(section.text().strip()).append("\n\n");
        }
        List<List<String>> rows = new ArrayList<>();
        section.comparisons().forEach(line -> rows.add(row(line)));
        table(out, List.of("what", "Konomi", "peer", "ratio", "aim", "reached", "difference"), rows);
        for (SectionResult.Table table : section.tables()) {
            out.append("\n**").append(table.title()).append("**\n\n");
            table(out, table.columns(), table.rows());
        }
        out.append('\n').append(footer(section.machine())).append('\n');
    }

    private static List<String> row(Comparison line) {
        Comparison.Bound bound = line.bound();
        double ratio = line.ratio().median();
        boolean once = line.ratio().count() == 1;
        return List.of(
                line.what(),
                amount(line.ours().median(), line.unit()),
                amount(line.theirs().median(), line.unit()),
                once
                        ? text("%.2f", ratio)
                        : text(
                                "%.2f (%.2f–%.2f)",
                                ratio, line.ratio().low(), line.ratio().high()),
                bound == null ? "" : bound.toString(),
                bound == null ? "" : bound.holds(ratio) ? "yes" : "**no**",
                Double.isNaN(line.error()) ? "" : text("%.0e", line.error()));
    }

    private static String amount(double value, String unit) {
        if (unit.equals("s")) {
            return value < 1 ? text("%.1f ms", value * 1000) : text("%.2f s", value);
        }
        return text(value < 10 ? "%.2f %s" : "%.0f %s", value, unit);
    }

    private static void table(StringBuilder out, List<String> heads, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return;
        }
        out.append(line(heads)).append(line(heads.stream().map(head -> "---").toList()));
        rows.forEach(row -> out.append(line(row)));
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String footer(Machine machine) {
        String software =
                machine.software().entrySet().stream().map(Report::pair).collect(Collectors.joining(", "));
        return text(
                "<sub>%s UTC; %s, %s; load %.1f at the end; %s.</sub>",
                machine.when(), machine.processor(), machine.memory(), machine.load(), software);
    }

    private static String pair(Map.Entry<String, String> entry) {
        return entry.getKey() + " " + entry.getValue();
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
