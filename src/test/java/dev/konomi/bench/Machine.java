package dev.konomi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SortedMap;

/**
 * Where and when a section ran.
 *
 * @param when UTC
 * @param processor name and cores
 * @param memory of the machine
 * @param load load average over one minute when the section began; above 0.5 somebody else was working too
 * @param software versions by name
 */
public record Machine(String when, String processor, String memory, double load, SortedMap<String, String> software) {
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** This machine now. */
    public static Machine now(SortedMap<String, String> software) {
        software.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        software.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        return new Machine(
                MINUTES.format(Instant.now()),
                proc("cpuinfo", "model name") + ", " + Runtime.getRuntime().availableProcessors() + " cores",
                proc("meminfo", "MemTotal"),
                loadAverage(),
                software);
    }

    private static double loadAverage() {
        try {
            return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static String proc(String file, String key) {
        try (var lines = Files.lines(Path.of("/proc", file))) {
            return lines.filter(line -> line.startsWith(key))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return System.getProperty("os.arch");
        }
    }
}
