package dev.konomi.engine.model;

import dev.konomi.engine.tensor.DType;

/**
 * In what the networks of a checkpoint compute. Norms, LoRA, and everything behind the networks (losses, the gradients by
 * LoRA weights) are F32 in both, and so are the inputs and outputs of every graph.
 */
public enum Precision {
    F32(DType.F32),
    /** Weights and activations of 16 bits: half of the memory, and much faster on GPUs. */
    F16(DType.F16);

    private final DType dtype;

    Precision(DType dtype) {
        this.dtype = dtype;
    }

    @Override
    public String toString() {
        return dtype.toString();
    }

    /** Of weights and activations. */
    DType dtype() {
        return dtype;
    }
}
