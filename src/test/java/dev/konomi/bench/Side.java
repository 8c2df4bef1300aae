package dev.konomi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A process that runs cases at our command: one JSON object a line each way. */
final class Side implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final Process process;
    private final PrintStream commands;
    private final BufferedReader answers;
    private final SortedMap<String, String> software = new TreeMap<>();

    private Side(String name, List<String> command, Map<String, String> environment) throws IOException {
        this.name = name;
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        this.process = builder.start();
        this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        read().properties()
                .forEach(field -> software.put(field.getKey(), field.getValue().asText()));
    }

    static Side start(String name, List<String> command, Map<String, String> environment) {
        try {
            return new Side(name, command, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not start: " + command, e);
        }
    }

    /** Versions of what it runs on. */
    SortedMap<String, String> software() {
        return software;
    }

    JsonNode ask(Map<String, Object> command) {
        try {
            commands.println(JSON.writeValueAsString(command));
            return read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode read() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IllegalStateException(name + " has ended; its messages are above");
        }
        JsonNode answer = JSON.readTree(line);
        if (answer.has("error")) {
            throw new IllegalStateException(
                    name + " failed:\n" + answer.get("error").asText());
        }
        return answer;
    }

    /** Largest resident memory so far, in MiB: VmHWM. */
    double peakMebibytes() {
        return peakMebibytes(process.pid());
    }

    PeakWatch watchMemory() {
        return PeakWatch.start(process.pid());
    }

    static double peakMebibytes(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmHWM:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN; // a system without /proc
        }
    }

    @Override
    public void close() {
        commands.close();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
