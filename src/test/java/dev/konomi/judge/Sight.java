package dev.konomi.judge;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the judge sees in one picture.
 *
 * @param objects products, the surest first
 * @param motifs forbidden motifs, the surest first
 * @param background colour name of the background
 */
public record Sight(List<Seen> objects, List<Seen> motifs, String background) {
    /**
     * One thing that was found.
     *
     * @param name of the product or motif
     * @param x centre, in pixels from the left
     * @param y centre, in pixels from the top
     * @param colour colour name; of no meaning for a motif
     * @param score 0 to 1
     */
    public record Seen(String name, double x, double y, double width, double height, String colour, double score) {
        double area() {
            return width * height;
        }
    }

    /** The object that covers most. */
    public Optional<Seen> largest() {
        return objects.stream().max(Comparator.comparingDouble(Seen::area));
    }
}
