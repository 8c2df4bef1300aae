package dev.konomi.engine.hero;

import dev.konomi.engine.diffusion.DdimSchedule;
import dev.konomi.engine.model.UnetInputs;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Recorded steps as the inputs of {@link StepDensity} and of the UNet before it.
 *
 * @param schedule that the steps were painted by
 * @param eta they were painted with
 * @param emptyText encoder states of the unconditional half, [tokens, width]
 * @param rowsPerStep 2 with guidance, else 1
 */
record StepInputs(DdimSchedule schedule, double eta, Tensor emptyText, int rowsPerStep) {
    /** A changeable map: the graph's own inputs are still to be put. */
    Map<String, Tensor> of(List<Transition> transitions) {
        int n = transitions.size();
        int rows = n * rowsPerStep;
        float[] timesteps = new float[rows];
        float[][] numbers = new float[4][n];
        for (int i = 0; i < n; i++) {
            var step = transitions.get(i).step();
            var coefficients = schedule.coefficients(step.stepIndex(), eta);
            numbers[0][i] = (float) coefficients.ofLatents();
            numbers[1][i] = (float) coefficients.ofOutput();
            numbers[2][i] = (float) coefficients.sigma();
            numbers[3][i] = step.logProbability();
            for (int row = i; row < rows; row += n) {
                timesteps[row] = step.timestep();
            }
        }
        var inputs = new HashMap<String, Tensor>();
        inputs.put(StepDensity.LATENTS_COEFFICIENT, perStep(numbers[0]));
        inputs.put(StepDensity.PREDICTION_COEFFICIENT, perStep(numbers[1]));
        inputs.put(StepDensity.DEVIATION, perStep(numbers[2]));
        inputs.put(StepDensity.OLD_LOG_PROBABILITY, perStep(numbers[3]));
        inputs.put(
                StepDensity.LATENTS,
                Tensor.stack(transitions.stream().map(t -> t.step().latents()).toList()));
        inputs.put(
                StepDensity.NEXT_LATENTS,
                Tensor.stack(
                        transitions.stream().map(t -> t.step().nextLatents()).toList()));
        inputs.put(UnetInputs.TIMESTEPS, perStep(timesteps));
        inputs.put(UnetInputs.TEXT, Tensor.stack(texts(transitions)));
        return inputs;
    }

    private List<Tensor> texts(List<Transition> transitions) {
        var texts = new ArrayList<Tensor>();
        if (rowsPerStep == 2) {
            texts.addAll(Collections.nCopies(transitions.size(), emptyText));
        }
        transitions.forEach(transition -> texts.add(transition.text()));
        return texts;
    }

    static Tensor perStep(float[] numbers) {
        return Tensor.f32(new int[] {numbers.length}, numbers);
    }
}
