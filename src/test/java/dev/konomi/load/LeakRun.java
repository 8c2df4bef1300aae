package dev.konomi.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * 2,000 requests over 64 tenants with swaps of the live version, evictions, callers that hang up, cancelled rounds,
 * trained rounds, bad input and files that the store has lost, on the packaged jar. Prints what the process holds after
 * each 200, and fails when it grows. Writes leaks.csv.
 */
public final class LeakRun {
    private static final int TENANTS = 64;
    private static final int CLIENTS = 8;
    private static final int EACH = 200;

    private LeakRun() {}

    public static void main(String[] arguments) throws Exception {
        int requests = Integer.parseInt(ServingBenchmark.property("requests", "2000"));
        Path docs = ServingBenchmark.docs();
        Path work = Files.createTempDirectory("konomi-leaks");
        Crowd crowd = Crowd.write(TENANTS, work.resolve("tenants"));
        List<String> options = List.of(
                "-Xmx512m",
                "-XX:NativeMemoryTracking=summary",
                // a few adapters only, so that most requests evict one
                "-Dkonomi.adapter.cache-size=2M");
        List<Memory> samples = new ArrayList<>();
        try (Server server = Server.start(work.resolve("server"), work.resolve("tenants"), options)) {
            Api api = server.api();
            crowd.publish(api);
            Misfortune misfortune =
                    new Misfortune(api, crowd, work.resolve("server").resolve("data"));
            misfortune.prepare();
            System.out.println("requests; " + String.join("; ", Memory.COLUMNS));
            for (int done = 0; done < requests; done += EACH) {
                burst(misfortune, done);
                server.collectGarbage();
                TimeUnit.SECONDS.sleep(1);
                Memory now = server.memory();
                samples.add(now);
                System.out.println((done + EACH) + "; " + String.join("; ", now.cells()));
            }
            System.out.println(misfortune.summary());
        }
        write(samples, docs);
        judge(samples);
    }

    private static void burst(Misfortune misfortune, int from) throws InterruptedException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        for (int i = from; i < from + EACH; i++) {
            int number = i;
            clients.execute(() -> misfortune.request(number));
        }
        clients.shutdown();
        if (!clients.awaitTermination(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException("200 requests were not through after five minutes");
        }
        misfortune.settle();
    }

    private static void write(List<Memory> samples, Path docs) throws IOException {
        StringBuilder csv = new StringBuilder("requests," + String.join(",", Memory.COLUMNS) + "\n");
        for (int i = 0; i < samples.size(); i++) {
            csv.append((i + 1) * EACH)
                    .append(',')
                    .append(String.join(",", samples.get(i).cells()))
                    .append('\n');
        }
        Files.writeString(Files.createDirectories(docs.resolve("performance")).resolve("leaks.csv"), csv);
    }

    /** The last two samples against the first two, so that one odd collection decides nothing. */
    private static void judge(List<Memory> samples) {
        if (samples.size() < 4) {
            return;
        }
        double before = Math.max(samples.get(0).residentMib(), samples.get(1).residentMib());
        double after = Math.min(
                samples.get(samples.size() - 1).residentMib(),
                samples.get(samples.size() - 2).residentMib());
        System.out.printf(
                Locale.ROOT, "resident memory: %.0f MiB, then %.0f MiB, %.2f times%n", before, after, after / before);
        if (after > 1.1 * before) {
            System.out.println("it grows");
            System.exit(1);
        }
    }
}
