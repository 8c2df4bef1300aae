package dev.konomi.usage;

import java.util.Locale;

/** What is counted. */
public enum UsageKind {
    /** Finished images, of requests and of rounds. */
    IMAGES,
    /** Verdicts given. */
    LABELS,
    /** Time that people spent on giving feedback. */
    EVALUATOR_MINUTES,
    /** Time that the device worked for the tenant. */
    DEVICE_SECONDS;

    String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
