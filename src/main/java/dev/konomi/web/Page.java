package dev.konomi.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One page of a list; the cursor leads to the next one and is null on the last.
 *
 * @param items at most {@code limit} items, in the list's order
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Page<T>(List<T> items, Optional<String> nextCursor) {
    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    /**
     * Builds a page out of one item more than was asked for, which tells whether there is a next page.
     *
     * @param rows at most {@code limit + 1} rows, in the list's order
     */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursorOfLast) {
        if (rows.size() <= limit) {
            return new Page<>(List.copyOf(rows), Optional.empty());
        }
        List<T> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, Optional.of(cursorOfLast.apply(items.get(limit - 1))));
    }

    public <R> Page<R> map(Function<? super T, ? extends R> change) {
        return new Page<>(items.stream().<R>map(change).toList(), nextCursor);
    }

    /** Checks the limit of a request: 1 to 200. */
    public static int requireLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.invalid("limit", "is " + limit, "1 to " + MAX_LIMIT);
        }
        return limit;
    }
}
