package dev.konomi.load;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Requests per minute and latency through HTTP, of the packaged jar: 1 to 64 clients over 1 to 64 tenants, each with an
 * adapter of its own, against serving one request at a time; and a picture's latency under a running round and a running
 * training. Writes serving.csv, serving.svg and the section of the performance report.
 */
public final class ServingBenchmark {
    static final List<Integer> CLIENTS = List.of(1, 4, 16, 64);
    static final List<Integer> TENANTS = List.of(1, 8, 64);
    private static final String SIZE = "128x128";

    private final Api api;
    private final double seconds;
    private final int repetitions;
    private final SplittableRandom random = new SplittableRandom(1);

    private ServingBenchmark(Api api, double seconds, int repetitions) {
        this.api = api;
        this.seconds = seconds;
        this.repetitions = repetitions;
    }

    /**
     * A cell of the table.
     *
     * @param tenants over which the requests go
     * @param oneAtATime whether a gate lets through one request at a time
     */
    record Cell(int clients, int tenants, boolean oneAtATime) {}

    public static void main(String[] arguments) throws Exception {
        Path docs = docs();
        Path work = Files.createTempDirectory("konomi-serving");
        Crowd crowd = Crowd.write(64, work.resolve("tenants"));
        List<String> options = List.of("-Xmx" + property("heap", "2g"));
        try (Server server = Server.start(work.resolve("server"), work.resolve("tenants"), options)) {
            Api api = server.api();
            crowd.publish(api);
            ServingBenchmark benchmark = new ServingBenchmark(
                    api, Double.parseDouble(property("seconds", "7")), Integer.parseInt(property("repetitions", "2")));
            Map<Cell, Run> cells = benchmark.cells(Integer.parseInt(property("steps", "4")));
            List<UnderLoad> loads = benchmark.underLoad();
            new ServingReport(cells, loads).write(docs);
        }
    }

    /** Where performance.md stands. */
    static Path docs() {
        String asked = System.getProperty("konomi.bench.docs", "");
        return Path.of(asked.isBlank() ? "docs" : asked);
    }

    static String property(String name, String otherwise) {
        String value = System.getProperty("konomi.load." + name, "");
        return value.isBlank() ? otherwise : value;
    }

    private Map<Cell, Run> cells(int steps) {
        new Clients(api, number -> picture(number, 64, steps)).run(16, 2 * seconds); // warms both up
        Map<Cell, List<Run>> runs = new LinkedHashMap<>();
        for (int repetition = 0; repetition < repetitions; repetition++) {
            for (int clients : CLIENTS) {
                for (int tenants : TENANTS) {
                    measure(runs, new Cell(clients, tenants, false), steps);
                }
                measure(runs, new Cell(clients, 64, true), steps);
            }
        }
        Map<Cell, Run> cells = new LinkedHashMap<>();
        runs.forEach((cell, several) -> cells.put(cell, Run.median(several)));
        return cells;
    }

    private void measure(Map<Cell, List<Run>> runs, Cell cell, int steps) {
        Clients clients = new Clients(api, number -> picture(number, cell.tenants(), steps));
        Run run = clients.run(cell.clients(), seconds, cell.oneAtATime() ? 1 : cell.clients());
        System.out.printf(Locale.ROOT, "%s: %s%n", cell, run);
        runs.computeIfAbsent(cell, unseen -> new ArrayList<>()).add(run);
    }

    private Api.Picture picture(int number, int tenants, int steps) {
        return new Api.Picture(Crowd.slug(number % tenants), Crowd.ADAPTER, steps, SIZE, number);
    }

    /**
     * A picture's latency.
     *
     * @param steps of the picture
     * @param idle nothing else runs
     * @param busy a round and a training run
     */
    record UnderLoad(int steps, Run idle, Run busy) {}

    /** Idle, then beside a round and a training; the pauses between requests are such that none is in step with ticks. */
    private List<UnderLoad> underLoad() throws InterruptedException {
        int[] steps = {4, 10, 20};
        List<Run> idle = new ArrayList<>();
        for (int each : steps) {
            idle.add(withPauses(each));
        }
        Background background = new Background(api, Crowd.slug(1), Crowd.slug(2));
        background.start();
        List<UnderLoad> loads = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            Run busy = withPauses(steps[i]);
            if (!background.isRunning()) {
                throw new IllegalStateException("the round or the training ended before the measurement");
            }
            loads.add(new UnderLoad(steps[i], idle.get(i), busy));
            System.out.printf(
                    Locale.ROOT,
                    "%d steps: idle %s; busy %s; %s%n",
                    steps[i],
                    idle.get(i),
                    busy,
                    background.progress());
        }
        background.cancel();
        return loads;
    }

    private Run withPauses(int steps) throws InterruptedException {
        List<Double> latencies = new ArrayList<>();
        long begin = System.nanoTime();
        int requests = 40 * repetitions;
        for (int i = 0; i < requests; i++) {
            Thread.sleep(random.nextInt(100));
            long asked = System.nanoTime();
            api.paint(picture(0, 1, steps)).expect(200);
            latencies.add((System.nanoTime() - asked) / 1e9);
        }
        return Run.of(latencies, (System.nanoTime() - begin) / 1e9);
    }
}
