package dev.konomi.round;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What an evaluator can say about one image; {@code none} takes an earlier verdict back. */
public enum Verdict {
    GOOD,
    BAD,
    SKIP,
    NONE;

    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
