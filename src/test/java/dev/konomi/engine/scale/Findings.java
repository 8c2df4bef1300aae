package dev.konomi.engine.scale;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** What one process found out, printed line by line for the process that started it. */
public final class Findings {
    private static final String MARK = "finding ";

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Runs the work and notes the seconds that it took. */
    <T> T time(String name, Supplier<T> work) {
        long begin = System.nanoTime();
        T result = work.get();
        put(name, seconds(System.nanoTime() - begin));
        return result;
    }

    static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f", nanos / 1e9);
    }

    void put(String name, Object value) {
        values.put(name, String.valueOf(value));
        System.out.println(MARK + name + "=" + value);
    }

    /** Takes a line of another process's output, if it is a finding. */
    public boolean read(String line) {
        int equals = line.indexOf('=');
        if (!line.startsWith(MARK) || equals < 0) {
            return false;
        }
        values.put(line.substring(MARK.length(), equals), line.substring(equals + 1));
        return true;
    }

    public String get(String name) {
        return values.getOrDefault(name, "–");
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
