package dev.konomi.tenant;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the claim {@code organization}: an array of names, or Keycloak's object with the names as keys. */
final class Organisations {
    private Organisations() {}

    /** The names in the claim, each once, in order; empty for a claim that is absent or of another shape. */
    static List<String> in(@Nullable Object claim) {
        TreeSet<String> names = new TreeSet<>();
        if (claim instanceof JsonObject object) {
            names.addAll(object.keySet());
        } else if (claim instanceof JsonArray array) {
            array.forEach(value -> names.add(text(value)));
        } else if (claim instanceof Map<?, ?> map) {
            map.keySet().forEach(name -> names.add(String.valueOf(name)));
        } else if (claim instanceof Collection<?> values) {
            values.forEach(value -> names.add(text(value)));
        } else if (claim instanceof JsonString || claim instanceof String) {
            names.add(text(claim));
        }
        return List.copyOf(names);
    }

    private static String text(@Nullable Object value) {
        return value instanceof JsonString string
                ? string.getString()
                : value instanceof JsonValue json ? json.toString() : String.valueOf(value);
    }
}
