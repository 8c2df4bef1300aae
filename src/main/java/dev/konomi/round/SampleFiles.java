package dev.konomi.round;

import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.checkpoint.SafetensorsWriter;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a sample leaves behind for training, as safetensors: {@code initial_noise} and {@code latents} are kept for
 * ever, the recorded steps until the round is trained. A round's file stacks those of its images along a new first
 * dimension.
 */
final class SampleFiles {
    private static final String INITIAL_NOISE = "initial_noise";
    private static final String LATENTS = "latents";
    private static final String STEP_INDEX = "step_index";
    private static final String TIMESTEP = "timestep";
    private static final String NOISY = "noisy_latents";
    private static final String NEXT = "next_latents";
    private static final String LOG_PROBABILITY = "log_probability";

    private SampleFiles() {}

    static byte[] latentsOf(SampleResult sample) {
        TreeMap<String, Tensor> tensors = new TreeMap<>();
        tensors.put(INITIAL_NOISE, sample.initialNoise());
        tensors.put(LATENTS, sample.latents());
        return SafetensorsWriter.write(tensors, Map.of());
    }

    static byte[] trajectoryOf(SampleResult sample) {
        List<RecordedStep> steps = sample.recorded();
        int n = steps.size();
        TreeMap<String, Tensor> tensors = new TreeMap<>();
        tensors.put(
                STEP_INDEX,
                Tensor.i64(
                        new int[] {n},
                        steps.stream().mapToLong(RecordedStep::stepIndex).toArray()));
        tensors.put(
                TIMESTEP,
                Tensor.i64(
                        new int[] {n},
                        steps.stream().mapToLong(RecordedStep::timestep).toArray()));
        tensors.put(
                NOISY, Tensor.stack(steps.stream().map(RecordedStep::latents).toList()));
        tensors.put(
                NEXT, Tensor.stack(steps.stream().map(RecordedStep::nextLatents).toList()));
        float[] logProbabilities = new float[n];
        for (int i = 0; i < n; i++) {
            logProbabilities[i] = steps.get(i).logProbability();
        }
        tensors.put(LOG_PROBABILITY, Tensor.f32(new int[] {n}, logProbabilities));
        return SafetensorsWriter.write(tensors, Map.of());
    }

    /** One file out of one for each image, in order; all have the same tensors with the same shapes. */
    static byte[] stacked(List<SafetensorsFile> parts) {
        TreeMap<String, Tensor> tensors = new TreeMap<>();
        for (String name : parts.get(0).entries().keySet()) {
            tensors.put(
                    name,
                    Tensor.stack(parts.stream().map(part -> part.read(name)).toList()));
        }
        return SafetensorsWriter.write(tensors, Map.of());
    }

    /** The samples of a round from its two stacked files; without trajectory, the recorded steps are empty. */
    static List<Tensor> initialNoises(SafetensorsFile latents) {
        return unstacked(latents.read(INITIAL_NOISE));
    }

    static List<Tensor> latents(SafetensorsFile latents) {
        return unstacked(latents.read(LATENTS));
    }

    /** Each image's recorded steps. */
    static List<List<RecordedStep>> recordedSteps(SafetensorsFile trajectory) {
        Tensor stepIndex = trajectory.read(STEP_INDEX);
        Tensor timestep = trajectory.read(TIMESTEP);
        Tensor logProbability = trajectory.read(LOG_PROBABILITY);
        List<Tensor> noisy = unstacked(trajectory.read(NOISY));
        List<Tensor> next = unstacked(trajectory.read(NEXT));
        int perImage = stepIndex.dim(1);
        List<List<RecordedStep>> all = new ArrayList<>();
        for (int image = 0; image < noisy.size(); image++) {
            List<Tensor> from = unstacked(noisy.get(image));
            List<Tensor> to = unstacked(next.get(image));
            List<RecordedStep> steps = new ArrayList<>();
            for (int i = 0; i < perImage; i++) {
                int at = image * perImage + i;
                steps.add(new RecordedStep(
                        (int) stepIndex.i64()[at],
                        (int) timestep.i64()[at],
                        from.get(i),
                        to.get(i),
                        logProbability.f32()[at]));
            }
            all.add(steps);
        }
        return all;
    }

    /** A tensor's parts along its first dimension, which they lose. */
    private static List<Tensor> unstacked(Tensor stack) {
        int[] shape = stack.shape();
        int[] part = java.util.Arrays.copyOfRange(shape, 1, shape.length);
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < shape[0]; i++) {
            parts.add(stack.rows(i, i + 1).reshape(part));
        }
        return parts;
    }
}
