package dev.konomi.adapter;

import dev.konomi.artefact.ArtefactCorruptException;
import dev.konomi.artefact.ArtefactNotFoundException;
import dev.konomi.artefact.ArtefactUnavailableException;
import dev.konomi.web.ExceptionTranslator;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Without the object store the API says so, and when to come back; what it holds is not lost. Where a single object is
 * lost, no waiting helps: the caller is told which, and what to do.
 */
@ApplicationScoped
class ArtefactTrouble implements ExceptionTranslator {

    @Override
    public Optional<ProblemException> translate(Throwable exception) {
        for (@Nullable Throwable e = exception; e != null; e = e.getCause()) {
            Optional<ProblemException> problem = explain(e);
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<ProblemException> explain(Throwable e) {
        if (e instanceof ArtefactUnavailableException unavailable) {
            return Optional.of(new ProblemException(
                            ProblemKind.UNAVAILABLE,
                            "The object store is not available for the moment; nothing was changed.",
                            unavailable)
                    .withRetryAfter(unavailable.retryAfter()));
        }
        if (e instanceof ArtefactCorruptException corrupt) {
            return Optional.of(lost(corrupt.key(), "no longer has the content that was stored", corrupt));
        }
        if (e instanceof ArtefactNotFoundException missing) {
            return Optional.of(lost(missing.key(), "is missing", missing));
        }
        return Optional.empty();
    }

    private static ProblemException lost(String key, String what, RuntimeException cause) {
        return new ProblemException(
                ProblemKind.CONFLICT,
                "The stored file " + key + " " + what + ", so it is not used. Choose another version (a live one can be"
                        + " rolled back), or have the operator restore the file from a backup.",
                cause);
    }
}
