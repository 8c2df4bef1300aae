package dev.konomi.bench;

import dev.konomi.bench.Comparison.Bound;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** The second start of the packaged application until its first picture: what src/test/python/cold_start.py times. */
final class ColdStartSection implements Section {
    private static final String TEXT = """
            From the start of the process to the first finished 4-step picture: the packaged jar with everything \
            embedded (its second start on the same data folder, signed in and asked over HTTP), and a Python that loads \
            the same pipeline in diffusers and paints. Peak memory is that of the JVM, without the embedded PostgreSQL.""";

    // as the script calls them
    private static final String KONOMI = "konomi";
    private static final String OTHER = "other";
    private static final String PEER = "diffusers";

    @Override
    public String name() {
        return "f-cold-start";
    }

    @Override
    public SectionResult run(BenchSettings settings) {
        Path csv = settings.work().resolve("cold-start.csv");
        run(command(settings, csv));
        Map<String, List<Map<String, String>>> rows = read(csv);
        List<Comparison> lines = new ArrayList<>();
        lines.add(untilThePicture("process start to first picture", rows, KONOMI));
        settings.otherJava()
                .ifPresent(java -> lines.add(
                        untilThePicture("process start to first picture, JDK " + versionOf(java), rows, OTHER)));
        lines.add(Comparison.of(
                "peak memory",
                "MiB",
                column(rows.get(KONOMI), "peak_mib"),
                column(rows.get(PEER), "peak_mib"),
                Bound.atMost(1),
                Double.NaN));
        lines.forEach(line -> settings.say("%s: %.3f", line.what(), line.ratio().median()));
        return new SectionResult(name(), "Cold start", TEXT, lines, List.of(), Machine.now(new TreeMap<>()));
    }

    private static Comparison untilThePicture(String what, Map<String, List<Map<String, String>>> rows, String who) {
        return Comparison.of(
                what,
                "s",
                column(rows.get(who), "picture_s"),
                column(rows.get(PEER), "picture_s"),
                Bound.atMost(0.5),
                Double.NaN);
    }

    /** As the file {@code release} of a JDK says it. */
    private static String versionOf(Path java) {
        try {
            Properties release = new Properties();
            release.load(new StringReader(
                    Files.readString(java.resolveSibling("../release").normalize())));
            return release.getProperty("JAVA_VERSION", "unknown").replace("\"", "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> command(BenchSettings settings, Path csv) {
        List<String> command = new ArrayList<>(List.of(settings.python(), "src/test/python/cold_start.py"));
        if (settings.pythonIsGiven()) {
            command.addAll(List.of("--python", settings.python()));
        }
        settings.otherJava()
                .ifPresent(
                        java -> command.addAll(List.of("--konomi", KONOMI + "=java", "--konomi", OTHER + "=" + java)));
        command.addAll(List.of("--csv", csv.toString()));
        command.addAll(List.of("--runs", Integer.toString(Math.max(3, settings.repetitions() / 2))));
        return command;
    }

    private static void run(List<String> command) {
        try {
            int end = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (end != 0) {
                throw new IllegalStateException(command + " ended with " + end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** The lines of the file by who they are about. */
    private static Map<String, List<Map<String, String>>> read(Path csv) {
        try {
            List<String> lines = Files.readAllLines(csv);
            List<String> names = Arrays.asList(lines.get(0).split(",", -1));
            Map<String, List<Map<String, String>>> rows = new LinkedHashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",", -1);
                Map<String, String> row = new LinkedHashMap<>();
                names.forEach(name -> row.put(name, cells[names.indexOf(name)]));
                rows.computeIfAbsent(row.get("who"), unseen -> new ArrayList<>())
                        .add(row);
            }
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Double> column(List<Map<String, String>> rows, String name) {
        return rows.stream().map(row -> Double.parseDouble(row.get(name))).toList();
    }
}
