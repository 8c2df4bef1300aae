package dev.konomi.image;

import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;

/** How an unknown model is refused: foreign, absent and malformed names look the same. */
final class ModelNames {
    private ModelNames() {}

    static ProblemException unknown(String name) {
        return new ProblemException(
                        ProblemKind.NOT_FOUND, "There is no model " + name + "; GET /v1/models lists those there are.")
                .withField("model", "is unknown");
    }
}
