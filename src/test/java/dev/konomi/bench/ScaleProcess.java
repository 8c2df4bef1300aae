package dev.konomi.bench;

import dev.konomi.engine.scale.Findings;
import dev.konomi.engine.scale.ScaleRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Checkpoints of published models' sizes with random weights, and {@link ScaleRun} on them, one process each. */
final class ScaleProcess {
    /** More than any of them needs: what a checkpoint weighs lies outside of the heap. */
    private static final String HEAP = "-Xmx3g";

    private final Path work;

    ScaleProcess(Path work) {
        this.work = work;
    }

    /**
     * The folder of a model, written if it is not there yet.
     *
     * @param model sd15, sd21 or sd21-base
     * @param precision f16 or f32
     * @param shardMib a network larger than this is cut into shards; 0 for one file
     */
    Path checkpoint(String model, String precision, int shardMib) {
        Path folder = work.resolve(model + "-" + precision);
        if (!Files.exists(folder)) {
            Path draft = work.resolve(model + "-" + precision + ".draft");
            delete(draft);
            run("generate", draft.toString(), model, precision, Integer.toString(shardMib));
            move(draft, folder);
        }
        return folder;
    }

    /** Runs one measurement to its end. */
    Findings run(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP, ScaleRun.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        builder.environment().put("ORT_DISABLE_TELEMETRY", "1");
        Findings findings = new Findings();
        try {
            Process process = builder.start();
            try (var lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().filter(line -> !findings.read(line)).forEach(System.out::println);
            }
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException("expected " + command + " to end well, found status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + command + " ran", e);
        }
        return findings;
    }

    /** Forgets a folder and what is in it, if it is there. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void move(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
