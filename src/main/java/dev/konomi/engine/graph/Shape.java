package dev.konomi.engine.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The dims of a value, outermost first. {@code Shape.of("B", 4, 16, 16)} is a batch of latents.
 *
 * @param dims empty for a scalar
 */
public record Shape(List<Dim> dims) {

    public static final Shape SCALAR = new Shape(List.of());

    public Shape {
        dims = List.copyOf(dims);
    }

    /** Each dim as a {@link Dim}, an integer, or the name of a symbol. */
    public static Shape of(Object... dims) {
        return new Shape(Arrays.stream(dims).map(Dim::from).toList());
    }

    public static Shape of(int[] dims) {
        return new Shape(Arrays.stream(dims).mapToObj(Dim::of).toList());
    }

    public int ndim() {
        return dims.size();
    }

    public Dim dim(int axis) {
        return dims.get(axis);
    }

    /** The plain number at an axis; refused for a symbol. */
    public int size(int axis) {
        return dims.get(axis).size();
    }

    public boolean isStatic() {
        return dims.stream().allMatch(Dim::isStatic);
    }

    /** This shape with another dim at one axis. */
    public Shape with(int axis, Dim dim) {
        List<Dim> changed = new ArrayList<>(dims);
        changed.set(axis, dim);
        return new Shape(changed);
    }

    /** The number of elements, apart from the symbols. */
    public long factor() {
        return dims.stream().mapToLong(Dim::factor).reduce(1, Math::multiplyExact);
    }

    /** Each symbol as often as it occurs, sorted. */
    public List<String> symbols() {
        return dims.stream()
                .map(Dim::symbol)
                .filter(symbol -> !symbol.isEmpty())
                .sorted()
                .toList();
    }

    /** Whether both shapes hold the same number of elements, whatever the symbols stand for. */
    public boolean holdsAsManyAs(Shape other) {
        return factor() == other.factor() && symbols().equals(other.symbols());
    }

    /** All dims from one axis (inclusive) to another (exclusive) as one number of elements. */
    public Dim product(int from, int toExclusive) {
        Dim product = Dim.of(1);
        for (Dim dim : dims.subList(from, toExclusive)) {
            product = product.times(dim);
        }
        return product;
    }

    /** {@code [B,4,16,16]}. */
    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
