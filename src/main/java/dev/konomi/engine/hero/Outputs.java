package dev.konomi.engine.hero;

import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.tensor.Tensor;
import java.util.Map;

/** What a session returned. */
final class Outputs {
    private Outputs() {}

    static Tensor named(Map<String, Tensor> outputs, String name) {
        Tensor output = outputs.get(name);
        if (output == null) {
            throw new EngineException("expected an output " + name + ", found " + outputs.keySet());
        }
        return output;
    }
}
