package dev.konomi.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.konomi.load.ServingBenchmark.Cell;
import dev.konomi.load.ServingBenchmark.UnderLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes what the serving benchmark found: serving.csv, serving.svg, and results/e-serving.json for the report. */
final class ServingReport {
    private static final String TEXT = """
            The packaged jar in a process of its own, the bundled model, guided pictures of 128×128 in 4 steps. Each client \
            asks again as soon as it is answered; each tenant has an adapter of its own, of rank 1 to 16, imported and made \
            live. "One at a time" is the same server behind a gate that lets one request through; waiting before the gate is \
            waiting. Medians of the repetitions, which take turns.

            ![pictures a minute by clients and tenants](performance/serving.svg)
            """;

    private final Map<Cell, Run> cells;
    private final List<UnderLoad> loads;

    ServingReport(Map<Cell, Run> cells, List<UnderLoad> loads) {
        this.cells = cells;
        this.loads = loads;
    }

    void write(Path docs) throws IOException {
        Path folder = Files.createDirectories(docs.resolve("performance"));
        Files.writeString(folder.resolve("serving.csv"), csv());
        Files.writeString(folder.resolve("serving.svg"), ServingPlot.of(cells));
        Path results = Files.createDirectories(folder.resolve("results"));
        JsonMapper.builder()
                .build()
                .writerWithDefaultPrettyPrinter()
                .writeValue(results.resolve("e-serving.json").toFile(), section());
        tables().forEach(System.out::println);
    }

    private String csv() {
        StringBuilder csv = new StringBuilder("clients,tenants,one_at_a_time,pictures_per_minute,p50_ms,p95_ms\n");
        cells.forEach((cell, run) -> csv.append(String.format(
                Locale.ROOT,
                "%d,%d,%s,%.1f,%.1f,%.1f%n",
                cell.clients(),
                cell.tenants(),
                cell.oneAtATime(),
                run.perMinute(),
                1000 * run.p50(),
                1000 * run.p95())));
        return csv.toString();
    }

    private Map<String, Object> section() {
        Map<String, Object> section = new TreeMap<>();
        section.put("section", "e-serving");
        section.put("title", "e. Serving through HTTP");
        section.put("text", TEXT);
        section.put("comparisons", List.of());
        section.put("tables", tables());
        section.put("machine", machine());
        return section;
    }

    private List<Map<String, Object>> tables() {
        return List.of(
                table("Pictures a minute, and p50 / p95 of the latency in ms", heads(), rows()),
                table(
                        "Throughput with 64 tenants over that with 1 (aim: at least 0.9), and over one request at a time",
                        List.of("clients", "64 tenants / 1 tenant", "64 tenants / one at a time"),
                        shares()),
                table(
                        "A picture beside a running round and a running training (aim: p95 at most 3 times its idle value)",
                        List.of("steps", "idle p50 / p95", "busy p50 / p95", "p95 busy / idle"),
                        loads.stream().map(ServingReport::row).toList()));
    }

    private static Map<String, Object> table(String title, List<String> columns, List<List<String>> rows) {
        return new TreeMap<>(Map.of("title", title, "columns", columns, "rows", rows));
    }

    private static List<String> heads() {
        List<String> heads = new ArrayList<>(List.of("clients"));
        ServingBenchmark.TENANTS.forEach(tenants -> heads.add(tenants + (tenants == 1 ? " tenant" : " tenants")));
        heads.add("64 tenants, one at a time");
        return heads;
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (int clients : ServingBenchmark.CLIENTS) {
            List<String> row = new ArrayList<>(List.of(Integer.toString(clients)));
            ServingBenchmark.TENANTS.forEach(tenants -> row.add(cell(run(clients, tenants, false))));
            row.add(cell(run(clients, 64, true)));
            rows.add(row);
        }
        return rows;
    }

    private List<List<String>> shares() {
        List<List<String>> rows = new ArrayList<>();
        for (int clients : ServingBenchmark.CLIENTS) {
            double many = run(clients, 64, false).perMinute();
            rows.add(List.of(
                    Integer.toString(clients),
                    ratio(many / run(clients, 1, false).perMinute()),
                    ratio(many / run(clients, 64, true).perMinute())));
        }
        return rows;
    }

    private Run run(int clients, int tenants, boolean oneAtATime) {
        return Objects.requireNonNull(cells.get(new Cell(clients, tenants, oneAtATime)));
    }

    private static List<String> row(UnderLoad load) {
        return List.of(Integer.toString(load.steps()), latency(load.idle()), latency(load.busy()), ratio(load.ratio()));
    }

    private static String cell(Run run) {
        return String.format(Locale.ROOT, "%.0f (%s)", run.perMinute(), latency(run));
    }

    private static String latency(Run run) {
        return String.format(Locale.ROOT, "%.0f / %.0f", 1000 * run.p50(), 1000 * run.p95());
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static Map<String, Object> machine() {
        Runtime runtime = Runtime.getRuntime();
        var system = java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        return new TreeMap<>(Map.of(
                "when", Instant.now().toString().substring(0, 16).replace('T', ' '),
                "processor", runtime.availableProcessors() + " cores",
                "memory", System.getProperty("os.arch"),
                "load", system.getSystemLoadAverage(),
                "software", Map.of("Java", System.getProperty("java.version"))));
    }
}
