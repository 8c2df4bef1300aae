package dev.konomi.engine.hero;

import dev.konomi.engine.tensor.Tensor;
import java.util.Optional;

/**
 * One image of a round, before it is painted.
 *
 * @param index position in the round
 * @param prompt what to paint
 * @param seed of the sample's noise, 0…2^52-1, so that it is exact as a JSON number
 * @param origin where the initial noise came from
 * @param initialNoise [4, height/8, width/8], F32; empty where the seed's own noise serves
 * @param recordedSteps step indices to keep, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record PlannedSample(
        int index, String prompt, long seed, NoiseOrigin origin, Optional<Tensor> initialNoise, int[] recordedSteps) {}
