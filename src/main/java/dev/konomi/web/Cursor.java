package dev.konomi.web;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** The place after the last item of a page. Opaque to callers: what it holds may change. */
public final class Cursor {
    private static final String SEPARATOR = "\u001f";

    private Cursor() {}

    public static String encode(String... sortKeys) {
        byte[] bytes = String.join(SEPARATOR, sortKeys).getBytes(StandardCharsets.UTF_8);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The sort keys in a cursor; 422 if it was not made by {@link #encode} with as many keys. */
    public static List<String> decode(String cursor, int keys) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            List<String> parts = List.of(text.split(SEPARATOR, -1));
            if (parts.size() == keys) {
                return parts;
            }
        } catch (IllegalArgumentException notBase64) {
            // falls through to the refusal
        }
        throw unusable();
    }

    /** As {@link #decode} for a single number. */
    public static long decodeLong(String cursor) {
        try {
            return Long.parseLong(decode(cursor, 1).get(0));
        } catch (NumberFormatException notANumber) {
            throw unusable();
        }
    }

    private static ProblemException unusable() {
        return ProblemException.invalid(
                "cursor", "is not one that this list gave out", "next_cursor of a previous page");
    }
}
