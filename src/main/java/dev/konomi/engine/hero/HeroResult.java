package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.tensor.Tensor;
import java.util.SortedMap;

/**
 * What a round publishes.
 *
 * @param lora the new weights
 * @param encoder the reward encoder, as named tensors
 * @param optimizer the optimizer's state, as named tensors
 * @param noiseBank where the next round starts
 * @param report what happened
 */
public record HeroResult(
        LoraWeights lora,
        SortedMap<String, Tensor> encoder,
        SortedMap<String, Tensor> optimizer,
        NoiseBank noiseBank,
        TrainingReport report) {}
