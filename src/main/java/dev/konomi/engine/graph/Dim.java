package dev.konomi.engine.graph;

/**
 * How long an axis is: a number, or a number times a symbol whose value is known only when the graph runs.
 *
 * <p>With {@code "B"} for the batch, {@code Dim.of(256, "B")} is the axis of all tokens of all samples, so that one
 * graph serves every batch size. A dim with two symbols does not exist.
 *
 * @param factor 0 or more
 * @param symbol a name such as {@code "B"}, or the empty string for a plain number
 */
public record Dim(long factor, String symbol) {

    public Dim {
        if (factor < 0) {
            throw new IllegalArgumentException("expected a dim of 0 or more, found " + factor + symbol);
        }
        symbol = factor == 0 ? "" : symbol;
    }

    public static Dim of(long size) {
        return new Dim(size, "");
    }

    public static Dim of(String symbol) {
        return new Dim(1, symbol);
    }

    public static Dim of(long factor, String symbol) {
        return new Dim(factor, symbol);
    }

    /** A {@link Dim}, an integer, or the name of a symbol. */
    static Dim from(Object value) {
        if (value instanceof Dim dim) {
            return dim;
        }
        if (value instanceof Integer || value instanceof Long) {
            return of(((Number) value).longValue());
        }
        if (value instanceof String symbol) {
            return of(symbol);
        }
        throw new IllegalArgumentException("expected a Dim, an integer or a symbol, found " + value);
    }

    public boolean isStatic() {
        return symbol.isEmpty();
    }

    /** The plain number; refused for a symbol. */
    public int size() {
        if (!isStatic()) {
            throw new IllegalArgumentException("expected a dim known when the graph is built, found " + this);
        }
        return Math.toIntExact(factor);
    }

    public Dim times(long by) {
        return new Dim(Math.multiplyExact(factor, by), symbol);
    }

    public Dim times(Dim by) {
        if (!isStatic() && !by.isStatic()) {
            throw new IllegalArgumentException("a dim has at most one symbol, found " + this + " times " + by);
        }
        return new Dim(Math.multiplyExact(factor, by.factor), isStatic() ? by.symbol : symbol);
    }

    public Dim dividedBy(long by) {
        if (by == 0 || factor % by != 0) {
            throw new IllegalArgumentException("expected a dim divisible by " + by + ", found " + this);
        }
        return new Dim(factor / by, symbol);
    }

    public Dim plus(Dim other) {
        return new Dim(factor + sameSymbol(other).factor, isStatic() ? other.symbol : symbol);
    }

    public Dim minus(Dim other) {
        return new Dim(factor - sameSymbol(other).factor, symbol);
    }

    private Dim sameSymbol(Dim other) {
        if (factor != 0 && other.factor != 0 && !symbol.equals(other.symbol)) {
            throw new IllegalArgumentException("expected dims of one symbol, found " + this + " and " + other);
        }
        return other;
    }

    /** {@code 16}, {@code B} or {@code 16B}. */
    @Override
    public String toString() {
        return isStatic() ? Long.toString(factor) : factor == 1 ? symbol : factor + symbol;
    }
}
