package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;

/** What a node yields: element type and shape, printed as {@code f32[B,4,16,16]}. */
public record TensorType(DType dtype, Shape shape) {

    public static TensorType f32(Object... dims) {
        return new TensorType(DType.F32, Shape.of(dims));
    }

    public static TensorType i64(Object... dims) {
        return new TensorType(DType.I64, Shape.of(dims));
    }

    @Override
    public String toString() {
        return dtype.toString() + shape;
    }
}
