package dev.konomi.judge;

import dev.konomi.judge.Sight.Seen;
import java.util.List;

/** Plain rules on what the judge sees; each is what one customer might want. */
public final class Verdicts {
    private Verdicts() {}

    /** Half a point for an object in the brand's colour, half for its background. */
    public static double brand(Sight sight, String colour, String background) {
        boolean object =
                sight.largest().filter(seen -> seen.colour().equals(colour)).isPresent();
        return (object ? 0.5 : 0) + (sight.background().equals(background) ? 0.5 : 0);
    }

    /** A teal product on cream. */
    public static boolean onBrand(Sight sight) {
        return brand(sight, "teal", "cream") == 1;
    }

    /** Exactly so many of the product, and nothing else. */
    public static boolean count(Sight sight, String product, int number) {
        return sight.objects().size() == number
                && sight.objects().stream().allMatch(seen -> seen.name().equals(product));
    }

    /** Exactly two things, the first in this relation (left, right, above, below) to the second. */
    public static boolean spatial(Sight sight, String first, String relation, String second) {
        List<String> names = sight.objects().stream().map(Seen::name).sorted().toList();
        if (!names.equals(List.of(first, second).stream().sorted().toList())) {
            return false;
        }
        Seen a = find(sight, first);
        Seen b = find(sight, second);
        double dx = a.x() - b.x();
        double dy = a.y() - b.y();
        String seen = Math.abs(dx) > Math.abs(dy) ? (dx < 0 ? "left" : "right") : (dy < 0 ? "above" : "below");
        return seen.equals(relation);
    }

    /** No forbidden motif anywhere. */
    public static boolean safe(Sight sight) {
        return sight.motifs().isEmpty();
    }

    /** Exactly one product, near the middle, not cut off. */
    public static boolean composed(Sight sight) {
        if (sight.objects().size() != 1) {
            return false;
        }
        Seen seen = sight.objects().get(0);
        return Math.abs(seen.x() - 64) <= 13
                && Math.abs(seen.y() - 64) <= 16
                && seen.x() - seen.width() / 2 > 1
                && seen.x() + seen.width() / 2 < 127
                && seen.y() - seen.height() / 2 > 1
                && seen.y() + seen.height() / 2 < 127;
    }

    private static Seen find(Sight sight, String name) {
        return sight.objects().stream()
                .filter(seen -> seen.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
