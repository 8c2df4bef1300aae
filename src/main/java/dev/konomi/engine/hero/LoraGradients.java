package dev.konomi.engine.hero;

import dev.konomi.engine.autodiff.Gradients;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.model.LoraInputs;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** LoRA weights on their way into a training graph, and their gradients on the way out. */
final class LoraGradients {
    /** Input of graphs that are not F32: what the loss is multiplied by; the gradients come out without it. */
    static final String LOSS_SCALE = "loss_scale";

    private static final String GRADIENT = "gradient.";

    private LoraGradients() {}

    /** Adds an output for the gradient of the loss by every LoRA matrix. */
    static void declare(GraphBuilder g, Node loss, LoraInputs lora, Precision precision) {
        var matrices = new LinkedHashMap<String, Node>();
        lora.pairs().forEach((site, pair) -> {
            matrices.put(LoraInputs.nameOfA(site), pair.a());
            matrices.put(LoraInputs.nameOfB(site), pair.b());
        });
        Node scale = precision == Precision.F32 ? g.scalar(1) : g.input(LOSS_SCALE);
        var gradients = Gradients.of(g, loss, scale, List.copyOf(matrices.values()));
        int next = 0;
        for (var name : matrices.keySet()) {
            Node gradient = gradients.get(next++);
            g.output(GRADIENT + name, precision == Precision.F32 ? gradient : g.div(gradient, scale));
        }
    }

    /** Whether every gradient among a run's outputs is a number. */
    static boolean areFinite(Map<String, Tensor> outputs) {
        return outputs.entrySet().stream()
                .filter(output -> output.getKey().startsWith(GRADIENT))
                .allMatch(output -> isFinite(output.getValue().f32()));
    }

    private static boolean isFinite(float[] numbers) {
        for (float number : numbers) {
            if (!Float.isFinite(number)) {
                return false;
            }
        }
        return true;
    }

    /** The names under which {@link #declare} added them. */
    static List<String> names(LoraParameters parameters) {
        return parameters.tensors().keySet().stream()
                .map(name -> GRADIENT + name)
                .toList();
    }

    /** Every matrix as the only slot of the graph's inputs; LoRA's scale goes into B. */
    static Map<String, Tensor> inputs(LoraParameters parameters) {
        var inputs = new HashMap<String, Tensor>();
        parameters
                .tensors()
                .forEach((name, matrix) -> inputs.put(
                        name, scaled(name, matrix, parameters.scale()).reshape(1, matrix.dim(0), matrix.dim(1))));
        return inputs;
    }

    /** The gradients among a run's outputs, each of its matrix's shape. */
    static SortedMap<String, Tensor> read(LoraParameters parameters, Map<String, Tensor> outputs) {
        var gradients = new TreeMap<String, Tensor>();
        parameters.tensors().forEach((name, matrix) -> {
            var gradient = Outputs.named(outputs, GRADIENT + name).reshape(matrix.shape());
            gradients.put(name, scaled(name, gradient, parameters.scale()));
        });
        return gradients;
    }

    private static Tensor scaled(String name, Tensor tensor, float by) {
        if (by == 1 || !name.endsWith(LoraParameters.B)) {
            return tensor;
        }
        float[] scaled = tensor.f32().clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= by;
        }
        return Tensor.f32(tensor.shape(), scaled);
    }
}
