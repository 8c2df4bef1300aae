package dev.konomi.bench;

import dev.konomi.engine.checkpoint.BundledModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How the benchmark runs, from system properties {@code konomi.bench.*}.
 *
 * @param sections which to run, in order
 * @param tiers "bundled" and, where asked for, "sd15"
 * @param threads of each side
 * @param repetitions how often each side runs each case of the bundled model
 * @param clock "wall", or "cpu" for the process's own time on a machine that others use too
 * @param python the interpreter of the other side
 * @param work scratch
 * @param docs docs/performance.md's folder
 */
record BenchSettings(
        List<String> sections,
        List<String> tiers,
        int threads,
        int repetitions,
        String clock,
        String python,
        Path work,
        Path docs) {
    static BenchSettings ofProperties() {
        try {
            return new BenchSettings(
                    List.of(property("sections", "a,b,c,d,f,r").split(",")),
                    List.of(property("tiers", "bundled").split(",")),
                    Integer.parseInt(property("threads", "2")),
                    Integer.parseInt(property("repetitions", "15")),
                    property("clock", "wall"),
                    property("python", "python3"),
                    Files.createDirectories(Path.of("target", "bench")).toAbsolutePath(),
                    Path.of(property("docs", "docs")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty("konomi.bench." + name, "");
        return value.isBlank() ? otherwise : value;
    }

    Side ours() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return Side.start(
                "our side",
                List.of(java, OurSide.class.getName(), Integer.toString(threads)),
                Map.of("CLASSPATH", System.getProperty("java.class.path"), "ORT_DISABLE_TELEMETRY", "1"));
    }

    Side theirs() {
        return Side.start(
                "the Python peer",
                List.of(python, "src/test/python/peer.py", "--threads", Integer.toString(threads)),
                Map.of("HF_HUB_OFFLINE", "1", "OMP_NUM_THREADS", Integer.toString(threads)));
    }

    /** Whether the interpreter was chosen, and so has what the peer needs. */
    boolean pythonIsGiven() {
        return !property("python", "").isBlank();
    }

    /** Another {@code java}, which the cold start is measured with too; empty where none is named. */
    Optional<Path> otherJava() {
        return Optional.of(property("java", "")).filter(path -> !path.isEmpty()).map(Path::of);
    }

    Path bundled() {
        return BundledModel.materialize(work.resolve("model"));
    }

    /** A folder with the sizes of Stable Diffusion 1.5: the one that was named, or one of random weights. */
    Path sd15() {
        String named = property("sd15", "");
        return named.isEmpty() ? new ScaleProcess(work).checkpoint("sd15", "f32", 0) : Path.of(named);
    }

    /** Whether sections that were measured today are left as they are. */
    boolean resumes() {
        return Boolean.parseBoolean(property("resume", "false"));
    }

    Path results() {
        return docs.resolve("performance").resolve("results");
    }

    void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
