package dev.konomi.engine.hero;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects every violation of a recipe, so that a caller can mend them all at once. */
final class RecipeCheck {
    private final List<RecipeViolation> violations = new ArrayList<>();

    void whole(String field, int value, int least, int most) {
        if (value < least || value > most) {
            add(field, "is " + value, "a whole number from " + least + " to " + most);
        }
    }

    /** Accepts {@code least <= value <= most}; a value that is not a number is refused. */
    void real(String field, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            add(field, "is " + text(value), "a number from " + text(least) + " to " + text(most));
        }
    }

    /** Accepts {@code least < value <= most}. */
    void above(String field, double value, double least, double most, String why) {
        if (!(value > least && value <= most)) {
            add(
                    field,
                    "is " + text(value) + ": " + why,
                    "a number above " + text(least) + " and at most " + text(most));
        }
    }

    void multiple(String field, int value, int of, int least, int most) {
        if (value % of != 0 || value < least || value > most) {
            add(field, "is " + value, "a multiple of " + of + " from " + least + " to " + most);
        }
    }

    void add(String field, String reason, String allowed) {
        violations.add(new RecipeViolation(field, reason, allowed));
    }

    List<RecipeViolation> violations() {
        return List.copyOf(violations);
    }

    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e9
                ? String.format(Locale.ROOT, "%.0f", value)
                : Double.toString(value);
    }
}
