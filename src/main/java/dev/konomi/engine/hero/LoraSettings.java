package dev.konomi.engine.hero;

/**
 * The weights that learn.
 *
 * @param rank LoRA's inner width
 * @param loraAlpha LoRA's scaling numerator: the change of a weight is {@code loraAlpha / rank · B·A}
 */
public record LoraSettings(int rank, double loraAlpha) {
    void check(RecipeCheck check) {
        check.whole("lora.rank", rank, 1, 128);
        check.above("lora.loraAlpha", loraAlpha, 0, 1024, "the weights would have no effect");
    }
}
