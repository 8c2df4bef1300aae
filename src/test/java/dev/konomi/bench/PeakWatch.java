package dev.konomi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Looks again and again at how much memory a process has, each page counted once however often it is mapped: Pss of
 * /proc/PID/smaps_rollup. Looking takes the system milliseconds for each GiB, so never beside a clock.
 */
final class PeakWatch implements AutoCloseable {
    private static final long EVERY_MILLIS = 100;

    private final Path rollup;
    private final Thread thread;
    private volatile double peakMebibytes = Double.NaN;
    private volatile boolean closed;

    private PeakWatch(long pid) {
        this.rollup = Path.of("/proc/" + pid + "/smaps_rollup");
        this.thread = new Thread(this::watch, "peak-watch-" + pid);
        thread.setDaemon(true);
    }

    static PeakWatch start(long pid) {
        PeakWatch watch = new PeakWatch(pid);
        watch.thread.start();
        return watch;
    }

    /** The most that was seen, in MiB; NaN on a system without /proc. */
    double peakMebibytes() {
        return peakMebibytes;
    }

    private void watch() {
        try {
            while (!closed) {
                double now = mebibytes();
                if (!(now <= peakMebibytes)) {
                    peakMebibytes = now;
                }
                Thread.sleep(EVERY_MILLIS);
            }
        } catch (IOException e) {
            // the process has ended, or there is no such file here
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private double mebibytes() throws IOException {
        try (var lines = Files.lines(rollup)) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
