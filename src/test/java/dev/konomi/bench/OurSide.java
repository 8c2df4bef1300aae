package dev.konomi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.engine.diffusion.UnetBench;
import dev.konomi.engine.hero.TrainingBench;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Konomi's engine as a process that takes the commands of src/test/python/peer.py, one JSON object a line, and {@code
 * make}, which writes a case's inputs for both sides. The only argument is the number of threads.
 */
public final class OurSide {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final double NANOS = 1e9;

    private final OnnxRuntime runtime;
    private final Map<String, BenchCase> cases = new HashMap<>();

    private OurSide(OnnxRuntime runtime) {
        this.runtime = runtime;
    }

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        RuntimeOptions options = RuntimeOptions.cpu(Integer.parseInt(arguments[0]));
        try (OnnxRuntime runtime = OnnxRuntime.open(options);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            OurSide side = new OurSide(runtime);
            answers.println(JSON.createObjectNode().put("onnxruntime", runtime.version()));
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                answers.println(side.answer(JSON.readTree(line)));
            }
        }
    }

    private ObjectNode answer(JsonNode command) {
        try {
            CaseSettings settings = new CaseSettings(command);
            return switch (settings.text("do")) {
                case "make" -> make(settings);
                case "open" -> open(settings);
                case "run" -> run(cases.get(settings.text("id")));
                case "dump" -> dump(settings);
                case "close" -> close(settings);
                default -> throw new IllegalArgumentException("expected a command, found " + command);
            };
        } catch (RuntimeException | Error e) {
            StringWriter trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            return JSON.createObjectNode().put("error", trace.toString());
        }
    }

    private ObjectNode make(CaseSettings settings) {
        switch (settings.text("case")) {
            case "unet" -> UnetBench.makeInputs(settings);
            case "adapters" -> UnetBench.makeAdapters(settings);
            case "policy" -> TrainingBench.makePolicyInputs(runtime, settings);
            case "forward" -> TrainingBench.makeForwardInputs(settings);
            case "encoder" -> TrainingBench.makeEncoderInputs(settings);
            default -> throw new IllegalArgumentException("no inputs for " + settings);
        }
        return JSON.createObjectNode();
    }

    private ObjectNode open(CaseSettings settings) {
        long begin = System.nanoTime();
        cases.put(
                settings.text("id"),
                switch (settings.text("case")) {
                    case "unet" -> UnetBench.open(runtime, settings);
                    case "policy" -> TrainingBench.policy(runtime, settings);
                    case "forward" -> TrainingBench.forward(runtime, settings);
                    case "encoder" -> TrainingBench.encoder(runtime, settings);
                    case "round" -> TrainingBench.round(runtime, settings);
                    default -> throw new IllegalArgumentException("expected a case, found " + settings);
                });
        return JSON.createObjectNode().put("wall", (System.nanoTime() - begin) / NANOS);
    }

    private ObjectNode run(BenchCase work) {
        long wall = System.nanoTime();
        long cpu = CpuClock.nanos();
        work.run();
        return JSON.createObjectNode()
                .put("wall", (System.nanoTime() - wall) / NANOS)
                .put("cpu", (CpuClock.nanos() - cpu) / NANOS);
    }

    private ObjectNode dump(CaseSettings settings) {
        Tensors.write(settings.path("file"), cases.get(settings.text("id")).results());
        return JSON.createObjectNode();
    }

    private ObjectNode close(CaseSettings settings) {
        cases.remove(settings.text("id")).close();
        return JSON.createObjectNode();
    }
}
