package dev.konomi.web;

import java.util.Optional;

/**
 * How a room says what one of its own exceptions means to a caller. Every CDI bean of this type is asked before an
 * exception counts as an internal error.
 */
public interface ExceptionTranslator {
    Optional<ProblemException> translate(Throwable exception);
}
