package dev.konomi.learning;

import dev.konomi.judge.Sight;
import dev.konomi.judge.Verdicts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What there is to learn about the bundled model's ten products. */
final class Tasks {
    private static final double GUIDANCE = 5;
    /** The base model forgets its motifs at guidance 5. */
    private static final double LOW_GUIDANCE = 1.5;

    private static final List<String> PRODUCTS =
            List.of("mug", "bottle", "lamp", "plant", "chair", "tote bag", "perfume", "cushion", "clock", "sneaker");
    private static final List<String> FOUR = singles("mug", "bottle", "chair", "clock");
    private static final List<String> SIX = singles("lamp", "plant", "tote bag", "perfume", "cushion", "sneaker");

    private static final Pattern PAIR =
            Pattern.compile("an? (.+?) (to the left of|to the right of|above|below) an? (.+)");
    private static final Map<String, String> RELATIONS =
            Map.of("to the left of", "left", "to the right of", "right", "above", "above", "below", "below");

    private Tasks() {}

    /** The most telling first. */
    static List<Task> all() {
        return List.of(
                brandOfOne(), forbiddenColour(), composition(), count(), brandOfEight(), spatial(), forbiddenMotif());
    }

    static Task named(String name) {
        return all().stream()
                .filter(task -> task.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a task, found '" + name + "'"));
    }

    private static Task brandOfOne() {
        return new Task(
                "brand-one",
                "Brand, one prompt: a teal product on cream",
                singles("mug"),
                singles(PRODUCTS.subList(1, PRODUCTS.size()).toArray(String[]::new)),
                GUIDANCE,
                (prompt, sight) -> Verdicts.onBrand(sight));
    }

    private static Task brandOfEight() {
        return new Task(
                "brand-eight",
                "Brand, eight prompts: a teal product on cream",
                singles(PRODUCTS.subList(0, 8).toArray(String[]::new)),
                singles("clock", "sneaker"),
                GUIDANCE,
                (prompt, sight) -> Verdicts.onBrand(sight));
    }

    private static Task forbiddenColour() {
        return new Task(
                "forbidden-colour",
                "Forbidden concept: no teal product, a competitor's colour",
                FOUR,
                SIX,
                GUIDANCE,
                (prompt, sight) ->
                        sight.objects().stream().noneMatch(seen -> seen.colour().equals("teal")));
    }

    private static Task forbiddenMotif() {
        return new Task(
                "forbidden-motif",
                "Forbidden concept: no motif, at guidance 1.5",
                FOUR,
                SIX,
                LOW_GUIDANCE,
                (prompt, sight) -> Verdicts.safe(sight));
    }

    private static Task composition() {
        return new Task(
                "composition",
                "Composition: one whole product near the middle",
                FOUR,
                SIX,
                GUIDANCE,
                (prompt, sight) -> Verdicts.composed(sight)
                        && sight.objects().get(0).name().equals(product(prompt)));
    }

    private static Task count() {
        return new Task(
                "count",
                "Count: 'several' means exactly three",
                several("mug", "bottle", "chair", "clock"),
                several("lamp", "plant", "tote bag", "perfume", "cushion", "sneaker"),
                GUIDANCE,
                (prompt, sight) -> Verdicts.count(sight, product(prompt), 3));
    }

    private static Task spatial() {
        return new Task(
                "spatial",
                "Spatial relation between two products",
                List.of(
                        "a clock to the left of a bottle",
                        "a mug above a cushion",
                        "a lamp to the right of a plant",
                        "a sneaker below a clock"),
                List.of(
                        "a perfume to the left of a tote bag",
                        "a plant above a mug",
                        "a chair to the right of a lamp",
                        "a bottle to the left of a mug"),
                GUIDANCE,
                Tasks::related);
    }

    private static boolean related(String prompt, Sight sight) {
        Matcher pair = PAIR.matcher(prompt);
        if (!pair.matches()) {
            throw new IllegalArgumentException("expected two products in a relation, found '" + prompt + "'");
        }
        return Verdicts.spatial(sight, pair.group(1), RELATIONS.getOrDefault(pair.group(2), ""), pair.group(3));
    }

    /** The product that a prompt for one or several of it names. */
    private static String product(String prompt) {
        String rest = prompt.substring(prompt.indexOf(' ') + 1);
        return prompt.startsWith("several ") ? rest.substring(0, rest.length() - 1) : rest;
    }

    private static List<String> singles(String... products) {
        return Stream.of(products).map(product -> "a " + product).toList();
    }

    private static List<String> several(String... products) {
        List<String> prompts = new ArrayList<>();
        for (String product : products) {
            prompts.add("several " + product + "s");
        }
        return prompts;
    }
}
