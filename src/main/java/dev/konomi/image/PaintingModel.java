package dev.konomi.image;

import dev.konomi.engine.diffusion.AdapterRef;
import java.util.Optional;

/**
 * What a request's {@code model} came to: the base model, or one version of one adapter with its weights at hand.
 *
 * @param adapter empty for the base model
 * @param version 0 for the base model
 */
public record PaintingModel(Optional<String> adapter, int version, AdapterRef weights) {
    static final PaintingModel BASE = new PaintingModel(Optional.empty(), 0, AdapterRef.base());
}
