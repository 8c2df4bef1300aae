package dev.konomi.adapter;

import dev.konomi.artefact.ArtefactUnavailableException;
import dev.konomi.web.ExceptionTranslator;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Without the object store the API says so, and when to come back; what it holds is not lost. */
@ApplicationScoped
class ArtefactTrouble implements ExceptionTranslator {

    @Override
    public Optional<ProblemException> translate(Throwable exception) {
        for (@Nullable Throwable e = exception; e != null; e = e.getCause()) {
            if (e instanceof ArtefactUnavailableException unavailable) {
                return Optional.of(new ProblemException(
                                ProblemKind.UNAVAILABLE,
                                "The object store is not available for the moment; nothing was changed.",
                                unavailable)
                        .withRetryAfter(unavailable.retryAfter()));
            }
        }
        return Optional.empty();
    }
}
