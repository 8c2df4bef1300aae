package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.DType;
import java.util.List;

/** What type comes out of an op, or an {@link IllegalArgumentException} that says what was expected and found. */
final class ShapeRules {

    private ShapeRules() {}

    static TensorType infer(Op op, List<TensorType> in, Attributes at) {
        if (in.size() < op.minInputs() || in.size() > op.maxInputs()) {
            throw new IllegalArgumentException(
                    op + ": expected " + op.minInputs() + " to " + op.maxInputs() + " inputs, found " + in.size());
        }
        try {
            return rule(op, in, at);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(op + in.toString() + " " + at + ": " + e.getMessage(), e);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException(op + in.toString() + " " + at + ": expected more axes", e);
        }
    }

    private static TensorType rule(Op op, List<TensorType> in, Attributes at) {
        return switch (op) {
            case INPUT -> new TensorType(at.dtype("dtype"), at.shape("shape"));
            case CONSTANT ->
                new TensorType(
                        at.tensor("value").dtype(), Shape.of(at.tensor("value").shape()));
            case WEIGHT ->
                new TensorType(at.weight("ref").dtype(), at.weight("ref").shape());
            case SIZE -> new TensorType(DType.F32, Shape.SCALAR);
            case CAST -> new TensorType(at.dtype("to"), in.get(0).shape());
            case STOP_GRADIENT -> in.get(0);
            case NEG, ABS, EXP, LOG, SQRT, RECIPROCAL, COS, SIN, ERF, TANH, SIGMOID, RELU, SILU, GELU, QUICK_GELU ->
                PointwiseShapes.unary(in.get(0));
            case CLIP -> PointwiseShapes.clip(in.get(0), at);
            case ADD, SUB, MUL, DIV, MAX, MIN -> PointwiseShapes.binary(in.get(0), in.get(1));
            case EQUAL, GREATER, GREATER_OR_EQUAL -> PointwiseShapes.comparison(in.get(0), in.get(1));
            case WHERE -> PointwiseShapes.where(in.get(0), in.get(1), in.get(2));
            case GEMM -> MatrixShapes.gemm(in, at);
            case MATMUL -> MatrixShapes.matmul(in.get(0), in.get(1));
            case RESHAPE -> LayoutShapes.reshape(in.get(0), at);
            case TRANSPOSE -> LayoutShapes.transpose(in.get(0), at);
            case EXPAND -> LayoutShapes.expand(in.get(0), at);
            case CONCAT -> LayoutShapes.concat(in, at);
            case SLICE -> LayoutShapes.slice(in.get(0), at);
            case PAD -> LayoutShapes.pad(in.get(0), at);
            case GATHER -> LayoutShapes.gather(in.get(0), in.get(1));
            case ONE_HOT -> LayoutShapes.oneHot(in.get(0), at);
            case REDUCE_SUM, REDUCE_MEAN -> NormShapes.reduce(in.get(0), at);
            case SOFTMAX -> PointwiseShapes.unary(in.get(0));
            case LAYER_NORM -> NormShapes.layerNorm(in);
            case GROUP_NORM -> NormShapes.groupNorm(in, at);
            case NORM_MEAN, NORM_INVERSE_DEVIATION -> NormShapes.statistic(in.get(0));
            case CONV -> ImageShapes.conv(in, at);
            case CONV_INPUT_GRADIENT -> ImageShapes.convInputGradient(in, at);
            case CONV_WEIGHT_GRADIENT -> ImageShapes.convWeightGradient(in, at);
            case MAX_POOL, AVERAGE_POOL -> ImageShapes.pool(in.get(0), at);
            case UPSAMPLE -> ImageShapes.upsample(in.get(0), at);
            case ATTENTION -> MatrixShapes.attention(in, at);
        };
    }

    static void require(boolean holds, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("expected " + expected + ", found " + found);
        }
    }

    static void requireFloat(TensorType type) {
        require(type.dtype().isFloat(), "a floating-point type", type);
    }

    static void requireSameDtype(TensorType a, TensorType b) {
        require(a.dtype() == b.dtype(), "equal element types", a + " and " + b);
    }
}
