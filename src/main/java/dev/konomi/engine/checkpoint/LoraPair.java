package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.Tensor;

/**
 * The two factors of one site: the projection's weight grows by loraAlpha / rank · b · a.
 *
 * @param a [rank, in], F32
 * @param b [out, rank], F32
 */
public record LoraPair(Tensor a, Tensor b) {}
