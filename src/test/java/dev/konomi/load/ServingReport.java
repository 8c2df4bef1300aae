package dev.konomi.load;

import dev.konomi.bench.Comparison;
import dev.konomi.bench.Machine;
import dev.konomi.bench.Report;
import dev.konomi.bench.SectionResult;
import dev.konomi.load.ServingBenchmark.Cell;
import dev.konomi.load.ServingBenchmark.UnderLoad;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Writes what the serving benchmark found: serving.csv, serving.svg, and its section of the performance report. */
final class ServingReport {
    private static final String SECTION = "e-serving";
    private static final String TEXT = """
            The packaged jar in a process of its own, the bundled model, guided pictures of 128×128. Each client asks again \
            as soon as it is answered; each tenant has an adapter of its own, of rank 1 to 16, imported and made live. "One \
            at a time" is the same server behind a gate that lets one request through; waiting before the gate is waiting. \
            The pictures of the table take 4 steps. In the lines below, the other side ("peer") is Konomi too: with one \
            tenant, behind the gate, or idle.

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
        SectionResult result = new SectionResult(
                SECTION,
                "e. Serving through HTTP",
                TEXT,
                comparisons(),
                List.of(new SectionResult.Table("Pictures a minute (p50 / p95 of the latency in ms)", heads(), rows())),
                Machine.now(new TreeMap<>()));
        result.write(folder.resolve("results"));
        Report.write(docs);
        result.comparisons()
                .forEach(line -> System.out.printf(
                        Locale.ROOT, "%s: %.2f%n", line.what(), line.ratio().median()));
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

    private List<Comparison> comparisons() {
        List<Comparison> lines = new ArrayList<>();
        for (int clients : ServingBenchmark.CLIENTS) {
            double many = run(clients, 64, false).perMinute();
            String who = clients + (clients == 1 ? " client" : " clients");
            double one = run(clients, 1, false).perMinute();
            lines.add(Comparison.of(
                    "throughput of " + who + ": 64 tenants, 1 tenant",
                    "pictures/min",
                    many,
                    one,
                    Comparison.Bound.atLeast(0.9)));
            double gated = run(clients, 64, true).perMinute();
            lines.add(Comparison.of(
                    "throughput of " + who + ", 64 tenants: in one batch, one request at a time",
                    "pictures/min",
                    many,
                    gated,
                    null));
        }
        for (UnderLoad load : loads) {
            lines.add(Comparison.of(
                    "p95 of a picture of " + load.steps() + " steps: beside a round and a training, idle",
                    "s",
                    load.busy().p95(),
                    load.idle().p95(),
                    Comparison.Bound.atMost(3)));
        }
        return lines;
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

    private Run run(int clients, int tenants, boolean oneAtATime) {
        return Objects.requireNonNull(cells.get(new Cell(clients, tenants, oneAtATime)));
    }

    private static String cell(Run run) {
        return String.format(Locale.ROOT, "%.0f (%.0f / %.0f)", run.perMinute(), 1000 * run.p50(), 1000 * run.p95());
    }
}
