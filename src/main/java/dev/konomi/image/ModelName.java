package dev.konomi.image;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The {@code model} of a request: {@code base}, {@code adapter} (what is live, or the canary for its share),
 * {@code adapter@live}, {@code adapter@newest} or {@code adapter@3}.
 */
record ModelName(String adapter, Pick pick, OptionalInt number) {
    static final String BASE = "base";
    private static final Pattern FORM =
            Pattern.compile("([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)(?:@(live|newest|[0-9]{1,6}))?");

    /** Which version of the adapter is meant. */
    enum Pick {
        SERVED,
        LIVE,
        NEWEST,
        NUMBER
    }

    /** Reads the form; empty when the text cannot name a model. */
    static Optional<ModelName> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        String adapter = form.group(1);
        @Nullable String version = form.group(2);
        if (version == null) {
            return Optional.of(new ModelName(adapter, Pick.SERVED, OptionalInt.empty()));
        }
        if (adapter.equals(BASE)) {
            return Optional.empty();
        }
        return Optional.of(
                switch (version) {
                    case "live" -> new ModelName(adapter, Pick.LIVE, OptionalInt.empty());
                    case "newest" -> new ModelName(adapter, Pick.NEWEST, OptionalInt.empty());
                    default -> new ModelName(adapter, Pick.NUMBER, OptionalInt.of(Integer.parseInt(version)));
                });
    }

    boolean isBase() {
        return adapter.equals(BASE);
    }
}
