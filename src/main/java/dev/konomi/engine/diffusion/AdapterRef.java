package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.LoraWeights;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The adapter that a sample is painted with: its weights, known by their digest. Equal digests are the same adapter. */
public final class AdapterRef {
    private static final AdapterRef BASE = new AdapterRef("base", null);

    private final String digest;
    private final @Nullable LoraWeights weights;

    private AdapterRef(String digest, @Nullable LoraWeights weights) {
        this.digest = digest;
        this.weights = weights;
    }

    /** No adapter: the frozen base model, always in slot 0. */
    public static AdapterRef base() {
        return BASE;
    }

    public static AdapterRef of(String digest, LoraWeights weights) {
        if (digest.isBlank() || digest.equals(BASE.digest)) {
            throw new IllegalArgumentException(
                    "an adapter's digest must be neither blank nor \"base\", found \"" + digest + "\"");
        }
        return new AdapterRef(digest, weights);
    }

    public String digest() {
        return digest;
    }

    public boolean isBase() {
        return weights == null;
    }

    /** The weights, absent for the base model. */
    public Optional<LoraWeights> weights() {
        return Optional.ofNullable(weights);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AdapterRef that && that.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return "AdapterRef[" + digest + "]";
    }
}
