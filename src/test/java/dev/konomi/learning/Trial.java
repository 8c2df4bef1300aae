package dev.konomi.learning;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs beside the tiers, for whoever looks for a better recipe: {@code task/method/seed?path=value&path=value}, several
 * of them separated by spaces. They are called by what is behind the task.
 */
final class Trial {
    /** What a trial's name has between its method and its settings. */
    static final String SETTINGS = "?";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 8;

    private Trial() {}

    static List<Run> runs(String text) {
        List<Run> runs = new ArrayList<>();
        for (String one : text.trim().split("\\s+")) {
            runs.add(run(one));
        }
        return runs;
    }

    private static Run run(String text) {
        String[] halves = text.split("\\?", 2);
        String[] names = halves[0].split("/");
        if (names.length != 3) {
            throw new IllegalArgumentException("expected task/method/seed?path=value, found '" + text + "'");
        }
        Map<String, Object> overrides = new LinkedHashMap<>();
        for (String pair : halves.length < 2 ? new String[0] : halves[1].split("&")) {
            int equals = pair.indexOf('=');
            overrides.put(pair.substring(0, equals), value(pair.substring(equals + 1)));
        }
        Object rounds = overrides.remove("rounds");
        String name = names[1] + (halves.length < 2 ? "" : SETTINGS + halves[1]);
        return new Run(
                Tasks.named(names[0]),
                method(name, names[1], overrides),
                Long.parseLong(names[2]),
                rounds instanceof Integer number ? number : ROUNDS);
    }

    private static Method method(String name, String base, Map<String, Object> overrides) {
        var method = Methods.named(base);
        var all = new LinkedHashMap<String, Object>(method.overrides());
        all.putAll(overrides);
        return new Method(name, method.preset(), all, method.evaluators());
    }

    private static Object value(String text) {
        try {
            return JSON.readValue(
                    text.matches("[A-Za-z_]+") && !text.matches("true|false") ? "\"" + text + "\"" : text,
                    Object.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected a number, a word, true or false, found '" + text + "'", e);
        }
    }
}
