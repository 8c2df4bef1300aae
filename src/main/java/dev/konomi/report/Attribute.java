package dev.konomi.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * How one property of the audit images is spread, by painter.
 *
 * @param name such as {@code background}
 * @param values what the property can be, in a sensible order
 * @param base share of the base model's images that have each value
 * @param live share of the live version's
 * @param version share of this version's
 */
public record Attribute(String name, List<String> values, List<Double> base, List<Double> live, List<Double> version) {
    private static final List<String> THIRDS_ACROSS = List.of("left", "centre", "right");
    private static final List<String> THIRDS_DOWN = List.of("top", "middle", "bottom");
    private static final int MOST_THINGS = 5;
    /** A smaller change of a share is not told of. */
    private static final double NOTEWORTHY = 0.12;

    /** The looks of each painter's images of the same prompts and seeds. */
    public record Painters(List<Look> base, List<Look> live, List<Look> version) {}

    public static List<Attribute> of(Painters painters) {
        List<Attribute> all = new ArrayList<>();
        all.add(named("subject colour", painters, Look::subject));
        all.add(named("background", painters, Look::background));
        all.add(ordered(
                "brightness",
                painters,
                List.of("dark", "dim", "bright", "very bright"),
                look -> look.brightness() < 0.35
                        ? "dark"
                        : look.brightness() < 0.6 ? "dim" : look.brightness() < 0.8 ? "bright" : "very bright"));
        all.add(ordered("across", painters, THIRDS_ACROSS, look -> third(look.x(), THIRDS_ACROSS)));
        all.add(ordered("down", painters, THIRDS_DOWN, look -> third(look.y(), THIRDS_DOWN)));
        all.add(ordered(
                "size",
                painters,
                List.of("small", "medium", "large"),
                look -> look.size() < 0.08 ? "small" : look.size() < 0.2 ? "medium" : "large"));
        all.add(ordered(
                "separate things",
                painters,
                List.of("0", "1", "2", "3", "4", "5 or more"),
                look -> look.things() >= MOST_THINGS ? "5 or more" : Integer.toString(look.things())));
        return List.copyOf(all);
    }

    private static String third(double place, List<String> names) {
        return names.get(place < 0.4 ? 0 : place < 0.6 ? 1 : 2);
    }

    /** Values as they occur, the version's most frequent first. */
    private static Attribute named(String name, Painters painters, Function<Look, String> property) {
        Map<String, Double> version = shares(painters.version(), property);
        Map<String, Double> base = shares(painters.base(), property);
        Map<String, Double> live = shares(painters.live(), property);
        Map<String, Double> any = new TreeMap<>();
        List.of(version, base, live)
                .forEach(shares -> shares.forEach((value, share) -> any.merge(value, share, Double::sum)));
        List<String> values = any.keySet().stream()
                .sorted(Comparator.<String>comparingDouble(value -> version.getOrDefault(value, 0.0))
                        .thenComparingDouble(value -> any.getOrDefault(value, 0.0))
                        .reversed())
                .toList();
        return new Attribute(name, values, column(values, base), column(values, live), column(values, version));
    }

    private static Attribute ordered(
            String name, Painters painters, List<String> values, Function<Look, String> property) {
        return new Attribute(
                name,
                values,
                column(values, shares(painters.base(), property)),
                column(values, shares(painters.live(), property)),
                column(values, shares(painters.version(), property)));
    }

    private static Map<String, Double> shares(List<Look> looks, Function<Look, String> property) {
        Map<String, Double> shares = new LinkedHashMap<>();
        looks.forEach(look -> shares.merge(property.apply(look), 1.0 / looks.size(), Double::sum));
        return shares;
    }

    private static List<Double> column(List<String> values, Map<String, Double> shares) {
        return values.stream().map(value -> shares.getOrDefault(value, 0.0)).toList();
    }

    /** Half the sum of all changes against the base model: 0 where nothing moved, 1 where everything did. */
    public double moved() {
        return IntStream.range(0, values.size())
                        .mapToDouble(i -> Math.abs(version.get(i) - base.get(i)))
                        .sum()
                / 2;
    }

    /** What moved most, in words; empty where nothing did that could not be chance. */
    public Optional<String> sentence() {
        int up = extreme(Comparator.naturalOrder());
        int down = extreme(Comparator.reverseOrder());
        if (values.isEmpty() || change(up) < NOTEWORTHY) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s: %s in %.0f %% of the images instead of %.0f %%; less %s (%.0f %%, was %.0f %%)",
                name,
                values.get(up),
                100 * version.get(up),
                100 * base.get(up),
                values.get(down),
                100 * version.get(down),
                100 * base.get(down)));
    }

    private int extreme(Comparator<Double> order) {
        return IntStream.range(0, values.size())
                .boxed()
                .max(Comparator.comparing(this::change, order))
                .orElse(0);
    }

    private double change(int i) {
        return version.get(i) - base.get(i);
    }
}
