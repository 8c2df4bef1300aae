package dev.konomi.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a process holds.
 *
 * @param residentMib resident memory
 * @param anonymousMib the part of it that no file backs
 * @param heapMib used heap of the JVM
 * @param committedHeapMib heap that the JVM has taken from the system
 * @param nativeMib committed by the JVM beyond the heap; "Other" of it is direct buffers
 * @param otherMib direct buffers and the like
 * @param threads threads
 * @param files open files and sockets
 */
record Memory(
        double residentMib,
        double anonymousMib,
        double heapMib,
        double committedHeapMib,
        double nativeMib,
        double otherMib,
        int threads,
        int files) {
    private static final double MIB = 1024;

    /** The JVM must run with {@code -XX:NativeMemoryTracking=summary} for its own part. */
    static Memory of(long pid) {
        try {
            String status = Files.readString(Path.of("/proc", Long.toString(pid), "status"));
            String heap = command(pid, "GC.heap_info");
            String tracked = command(pid, "VM.native_memory");
            double committed = number(tracked, "Total: reserved=\\d+KB, committed=(\\d+)KB");
            double heapCommitted = number(tracked, "Java Heap \\(reserved=\\d+KB, committed=(\\d+)KB");
            return new Memory(
                    number(status, "VmRSS:\\s+(\\d+)") / MIB,
                    number(status, "RssAnon:\\s+(\\d+)") / MIB,
                    number(heap, "used (\\d+)K") / MIB,
                    heapCommitted / MIB,
                    (committed - heapCommitted) / MIB,
                    number(tracked, "Other \\(reserved=\\d+KB, committed=(\\d+)KB") / MIB,
                    (int) number(status, "Threads:\\s+(\\d+)"),
                    openFiles(pid));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int openFiles(long pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
            return (int) files.count();
        }
    }

    /** Asks a JVM of this user by jcmd. */
    static String command(long pid, String what) {
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            what)
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            jcmd.waitFor();
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static double number(String text, String pattern) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
    }

    static final List<String> COLUMNS = List.of(
            "resident MiB",
            "anonymous MiB",
            "heap MiB",
            "committed heap MiB",
            "JVM beyond heap MiB",
            "direct MiB",
            "beyond JVM MiB",
            "threads",
            "files");

    /** What native libraries hold, ONNX Runtime above all: anonymous memory of which the JVM knows nothing. */
    double beyondJvmMib() {
        return anonymousMib - committedHeapMib - nativeMib;
    }

    List<String> cells() {
        return List.of(
                rounded(residentMib),
                rounded(anonymousMib),
                rounded(heapMib),
                rounded(committedHeapMib),
                rounded(nativeMib),
                rounded(otherMib),
                rounded(beyondJvmMib()),
                Integer.toString(threads),
                Integer.toString(files));
    }

    private static String rounded(double mib) {
        return Long.toString(Math.round(mib));
    }
}
