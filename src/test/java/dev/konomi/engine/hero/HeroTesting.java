package dev.konomi.engine.hero;

import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;

/** What tests of this room share. */
final class HeroTesting {
    private HeroTesting() {}

    static OnnxRuntime runtime() {
        return OnnxRuntime.open(RuntimeOptions.cpu(2));
    }
}
