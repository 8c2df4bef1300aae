package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.util.Optional;

/** Builds sample requests; what a test does not name has a plain value: 3 steps, 64 by 64, no guidance, base model. */
final class Samples {
    private String prompt = "a mug";
    private String negativePrompt = "";
    private int steps = 3;
    private float guidanceScale = 1;
    private Sampler sampler = new Ddim(1);
    private long seed = 1;
    private int heightPx = 64;
    private int widthPx = 64;
    private AdapterRef adapter = AdapterRef.base();
    private Optional<Tensor> initialNoise = Optional.empty();
    private int[] recordedSteps = {};
    private Priority priority = Priority.INTERACTIVE;
    private String shareKey = "acme";

    static Samples sample() {
        return new Samples();
    }

    static Samples roundSample() {
        return new Samples().priority(Priority.ROUND);
    }

    Samples prompt(String value) {
        prompt = value;
        return this;
    }

    Samples negativePrompt(String value) {
        negativePrompt = value;
        return this;
    }

    Samples steps(int value) {
        steps = value;
        return this;
    }

    Samples guidance(float value) {
        guidanceScale = value;
        return this;
    }

    Samples eta(float value) {
        return sampler(new Ddim(value));
    }

    Samples sampler(Sampler value) {
        sampler = value;
        return this;
    }

    Samples seed(long value) {
        seed = value;
        return this;
    }

    Samples size(int width, int height) {
        widthPx = width;
        heightPx = height;
        return this;
    }

    Samples adapter(AdapterRef value) {
        adapter = value;
        return this;
    }

    Samples initialNoise(Tensor value) {
        initialNoise = Optional.of(value);
        return this;
    }

    Samples record(int... value) {
        recordedSteps = value;
        return this;
    }

    Samples priority(Priority value) {
        priority = value;
        return this;
    }

    Samples of(String value) {
        shareKey = value;
        return this;
    }

    SampleRequest build() {
        return new SampleRequest(
                prompt,
                negativePrompt,
                steps,
                guidanceScale,
                sampler,
                seed,
                heightPx,
                widthPx,
                adapter,
                initialNoise,
                recordedSteps,
                priority,
                shareKey);
    }
}
