package dev.konomi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Processor time of this process in nanoseconds; Java's own bean counts in ticks of 10 ms. */
final class CpuClock {
    private static final Path THREADS = Path.of("/proc/self/task");

    private CpuClock() {}

    /** Of all threads that are alive; 0 where the system has no such counters. */
    static long nanos() {
        if (!Files.isDirectory(THREADS)) {
            return 0;
        }
        try (Stream<Path> threads = Files.list(THREADS)) {
            List<Path> all = threads.toList();
            long sum = 0;
            for (Path thread : all) {
                sum += ofThread(thread.resolve("schedstat"));
            }
            return sum;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long ofThread(Path counters) throws IOException {
        try {
            String text = Files.readString(counters);
            return Long.parseLong(text.substring(0, text.indexOf(' ')));
        } catch (NoSuchFileException gone) {
            return 0; // the thread has ended meanwhile
        }
    }
}
