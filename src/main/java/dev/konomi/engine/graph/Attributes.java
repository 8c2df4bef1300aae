package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What a node knows besides its inputs, by name: pads, axes, epsilon, a weight's place. Immutable, sorted by name. */
public final class Attributes {

    public static final Attributes NONE = new Attributes(Map.of());

    private final Map<String, Object> values;

    private Attributes(Map<String, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    static Attributes of(String name, Object value) {
        return NONE.with(name, value);
    }

    Attributes with(String name, Object value) {
        TreeMap<String, Object> copy = new TreeMap<>(values);
        copy.put(name, value instanceof Integer i ? Long.valueOf(i) : value);
        return new Attributes(copy);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public int integer(String name) {
        return Math.toIntExact(get(name, Long.class));
    }

    public float number(String name) {
        return get(name, Float.class);
    }

    public boolean flag(String name) {
        return get(name, Boolean.class);
    }

    public String text(String name) {
        return get(name, String.class);
    }

    public Dim dim(String name) {
        return get(name, Dim.class);
    }

    public Shape shape(String name) {
        return get(name, Shape.class);
    }

    public DType dtype(String name) {
        return get(name, DType.class);
    }

    public Tensor tensor(String name) {
        return get(name, Tensor.class);
    }

    public WeightRef weight(String name) {
        return get(name, WeightRef.class);
    }

    public int[] integers(String name) {
        return ((List<?>) get(name, List.class))
                .stream().mapToInt(value -> ((Number) value).intValue()).toArray();
    }

    private <T> T get(String name, Class<T> type) {
        Object value = values.get(name);
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "expected an attribute '" + name + "' of " + type.getSimpleName() + ", found " + value);
        }
        return type.cast(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Attributes that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** {@code {pads=[1,1,1,1], stride=1}}, or nothing when there are none. */
    @Override
    public String toString() {
        return values.isEmpty()
                ? ""
                : values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + print(entry.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String print(Object value) {
        if (value instanceof Tensor tensor) {
            return printTensor(tensor);
        }
        return value instanceof WeightRef ref
                ? ref.name()
                : String.valueOf(value).replace(", ", ",");
    }

    private static String printTensor(Tensor tensor) {
        if (tensor.elementCount() > 8) {
            return tensor.toString();
        }
        List<? extends Number> numbers = tensor.dtype() == DType.F32
                ? boxed(tensor.f32())
                : Arrays.stream(tensor.i64()).boxed().toList();
        return numbers.toString().replace(", ", ",");
    }

    private static List<Float> boxed(float[] values) {
        return IntStream.range(0, values.length).mapToObj(i -> values[i]).toList();
    }
}
