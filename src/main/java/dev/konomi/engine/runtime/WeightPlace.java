package dev.konomi.engine.runtime;

/** Where a kept model has its weights, as the runtime rewrote them. */
public enum WeightPlace {
    /** In the model's own file, which is read into memory and cannot pass 2 GB. */
    INSIDE,
    /**
     * In a file beside it, which is mapped, so that all who open it share one copy; what prepacking made of the weights
     * stands there too.
     */
    BESIDE
}
