package dev.konomi.engine.hero;

import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;

/** What tests of this room share. */
final class HeroTesting {
    private HeroTesting() {}

    static OnnxRuntime runtime() {
        return OnnxRuntime.open(RuntimeOptions.cpu(2));
    }

    /** The same weight for each row. */
    static Tensor weights(int rows, float each) {
        float[] weights = new float[rows];
        Arrays.fill(weights, each);
        return Tensor.f32(new int[] {rows}, weights);
    }

    static Recipe changed(Recipe recipe, RewardSettings reward, PolicyUpdate update, ForwardSettings forward) {
        return new Recipe(
                recipe.preset(),
                recipe.roundSize(),
                recipe.unlabelledImages(),
                recipe.seed(),
                recipe.sampling(),
                recipe.noiseBank(),
                recipe.encoder(),
                reward,
                recipe.replay(),
                update,
                recipe.policy(),
                forward,
                recipe.preference(),
                recipe.lora(),
                recipe.guard(),
                recipe.repeats());
    }
}
