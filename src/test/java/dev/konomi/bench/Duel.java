package dev.konomi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Both sides at the same work in turn, so that whatever else the machine does meets both. One of them is always idle
 * while the other works.
 */
final class Duel implements AutoCloseable {
    private static final double SHORT_SECONDS = 0.2;

    private final BenchSettings settings;
    private final Side ours;
    private final Side theirs;
    private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

    Duel(BenchSettings settings) {
        this.settings = settings;
        this.ours = settings.ours();
        this.theirs = settings.theirs();
    }

    /** Has our side write inputs. */
    void make(String what, Map<String, Object> fields) {
        ours.ask(with(fields, Map.of("do", "make", "case", what)));
    }

    /** Opens a case on our side. */
    Entry ours(String id, String what, Map<String, Object> fields) {
        return open(ours, id, what, fields);
    }

    /** Opens a case on the peer's side. */
    Entry theirs(String id, String what, Map<String, Object> fields) {
        return open(theirs, id, what, fields);
    }

    private Entry open(Side side, String id, String what, Map<String, Object> fields) {
        side.ask(with(fields, Map.of("do", "open", "id", id, "case", what)));
        return new Entry(side, (side == ours ? "ours " : "theirs ") + id, id);
    }

    /** A case that is open on one side. */
    record Entry(Side side, String label, String id) {
        SortedMap<String, dev.konomi.engine.tensor.Tensor> results(Path folder) {
            Path file = folder.resolve(label.replace(' ', '-') + ".safetensors");
            side.ask(Map.of("do", "dump", "id", id, "file", file.toString()));
            return Tensors.read(file);
        }

        void close() {
            side.ask(Map.of("do", "close", "id", id));
        }
    }

    /** Runs all of them once to warm up, then again and again in turn. */
    void run(List<Entry> entries, int warmUps, int repetitions) {
        for (int round = -warmUps; round < repetitions; round++) {
            for (Entry entry : entries) {
                double time = time(entry);
                if (round >= 0) {
                    seconds.computeIfAbsent(entry.label(), unseen -> new ArrayList<>())
                            .add(time);
                }
            }
        }
        entries.forEach(entry -> settings.say(
                "  %-28s %8.1f ms",
                entry.label(), 1000 * Statistics.of(seconds(entry)).median()));
    }

    /** Short work is timed the second time, when its weights are where the other side's were before. */
    private double time(Entry entry) {
        double first = once(entry);
        return first < SHORT_SECONDS ? once(entry) : first;
    }

    private double once(Entry entry) {
        JsonNode taken = entry.side().ask(Map.of("do", "run", "id", entry.id()));
        return taken.get(settings.clock()).asDouble();
    }

    List<Double> seconds(Entry entry) {
        return seconds.get(entry.label());
    }

    /** The two entries as a line of the report. */
    Comparison compare(String what, Entry one, Entry other, Comparison.Bound bound) {
        double error = Tensors.relativeError(one.results(settings.work()), other.results(settings.work()));
        Comparison line = Comparison.of(what, "s", seconds(one), seconds(other), bound, error);
        settings.say(
                "%s: %.3f of the peer's (%.3f to %.3f), difference %.1e",
                what, line.ratio().median(), line.ratio().low(), line.ratio().high(), error);
        return line;
    }

    /** The same for work whose results are not alike. */
    Comparison times(String what, Entry one, Entry other, Comparison.Bound bound) {
        Comparison line = Comparison.of(what, "s", seconds(one), seconds(other), bound, Double.NaN);
        settings.say("%s: %.3f", what, line.ratio().median());
        return line;
    }

    Comparison memory(String what) {
        Comparison line =
                Comparison.of(what, "MiB", ours.peakMebibytes(), theirs.peakMebibytes(), Comparison.Bound.atMost(1));
        settings.say(
                "%s: %.0f against %.0f MiB",
                what, line.ours().median(), line.theirs().median());
        return line;
    }

    /**
     * Peak memory of two processes that have only this one case open, each page counted once. One after the other: a
     * page of a checkpoint's file that both have mapped would be half of each one's.
     */
    static Comparison memory(
            BenchSettings settings, String what, String kind, Map<String, Object> ours, Map<String, Object> theirs) {
        double one = peak(settings.ours(), kind, ours);
        double other = peak(settings.theirs(), kind, theirs);
        settings.say("%s: %.0f against %.0f MiB", what, one, other);
        return Comparison.of(what, "MiB", one, other, Comparison.Bound.atMost(1));
    }

    private static double peak(Side side, String kind, Map<String, Object> fields) {
        try (side;
                PeakWatch watch = side.watchMemory()) {
            side.ask(with(fields, Map.of("do", "open", "id", "memory", "case", kind)));
            side.ask(Map.of("do", "run", "id", "memory"));
            side.ask(Map.of("do", "run", "id", "memory"));
            return watch.peakMebibytes();
        }
    }

    Machine machine() {
        SortedMap<String, String> software = ours.software();
        software.putAll(theirs.software());
        return Machine.now(software);
    }

    private static Map<String, Object> with(Map<String, Object> fields, Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(more);
        all.putAll(fields);
        return all;
    }

    @Override
    public void close() {
        try (theirs) {
            ours.close();
        }
    }
}
