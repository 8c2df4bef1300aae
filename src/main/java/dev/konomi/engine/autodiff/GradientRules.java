package dev.konomi.engine.autodiff;

import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import java.util.List;
import java.util.function.Supplier;

/**
 * The rule table: from a node y = op(x0, x1, …) and dy, the derivative of the loss with respect to y, to the
 * derivative with respect to each input. A rule's result may still have broadcast axes; whoever asks sums them up.
 * Only the rules of the inputs that need a gradient are asked.
 */
final class GradientRules {

    private GradientRules() {}

    static List<Supplier<Node>> of(GraphBuilder g, Node y, Node dy) {
        return switch (y.op()) {
            case INPUT, CONSTANT, WEIGHT, SIZE -> List.of();
            case CAST -> List.of(() -> g.cast(dy, x(y).dtype()));
            case NEG -> List.of(() -> g.neg(dy));
            case ABS -> List.of(() -> g.where(g.greaterOrEqual(x(y), zero(g, y)), dy, g.neg(dy)));
            case EXP -> List.of(() -> g.mul(dy, y));
            case LOG -> List.of(() -> g.div(dy, x(y)));
            case SQRT -> List.of(() -> g.div(g.mul(dy, 0.5f), y));
            case RECIPROCAL -> List.of(() -> g.neg(g.mul(dy, g.mul(y, y))));
            case COS -> List.of(() -> g.neg(g.mul(dy, g.sin(x(y)))));
            case SIN -> List.of(() -> g.mul(dy, g.cos(x(y))));
            case ERF -> List.of(() -> g.mul(dy, PointwiseGradients.erf(g, x(y))));
            case TANH -> List.of(() -> g.mul(dy, g.sub(g.scalar(1, y.dtype()), g.mul(y, y))));
            case SIGMOID -> List.of(() -> g.mul(dy, g.sub(y, g.mul(y, y))));
            case RELU -> List.of(() -> g.where(g.greater(x(y), zero(g, y)), dy, zero(g, y)));
            case SILU -> List.of(() -> g.mul(dy, PointwiseGradients.silu(g, x(y), y)));
            case GELU -> List.of(() -> g.mul(dy, PointwiseGradients.gelu(g, x(y))));
            case QUICK_GELU -> List.of(() -> g.mul(dy, PointwiseGradients.quickGelu(g, x(y), y)));
            case CLIP -> List.of(() -> g.where(g.equal(x(y), y), dy, zero(g, y)));
            case ADD -> List.of(() -> dy, () -> dy);
            case SUB -> List.of(() -> dy, () -> g.neg(dy));
            case MUL -> List.of(() -> g.mul(dy, y.input(1)), () -> g.mul(dy, y.input(0)));
            case DIV -> List.of(() -> g.div(dy, y.input(1)), () -> g.neg(g.div(g.mul(dy, y), y.input(1))));
            case MAX -> PointwiseGradients.chosen(g, dy, g.greaterOrEqual(y.input(0), y.input(1)));
            case MIN -> PointwiseGradients.chosen(g, dy, g.greaterOrEqual(y.input(1), y.input(0)));
            case WHERE ->
                List.of(none(y), () -> g.where(y.input(0), dy, zero(g, y)), () -> g.where(y.input(0), zero(g, y), dy));
            case GEMM -> MatrixGradients.gemm(g, y, dy);
            case MATMUL -> MatrixGradients.matmul(g, y, dy);
            case ATTENTION -> AttentionGradients.of(g, y, dy);
            case RESHAPE -> List.of(() -> g.reshape(dy, x(y).shape()));
            case TRANSPOSE -> List.of(() -> LayoutGradients.transpose(g, y, dy));
            case EXPAND -> List.of(() -> dy);
            case CONCAT -> LayoutGradients.concat(g, y, dy);
            case SLICE -> List.of(() -> LayoutGradients.slice(g, y, dy));
            case PAD -> List.of(() -> LayoutGradients.pad(g, y, dy));
            case GATHER -> List.of(() -> LayoutGradients.gather(g, y, dy), none(y));
            case REDUCE_SUM -> List.of(() -> NormGradients.reduceSum(g, y, dy));
            case REDUCE_MEAN -> List.of(() -> NormGradients.reduceMean(g, y, dy));
            case SOFTMAX -> List.of(() -> g.mul(y, g.sub(dy, g.reduceSumKeep(g.mul(dy, y), -1))));
            case LAYER_NORM -> NormGradients.layerNorm(g, y, dy);
            case GROUP_NORM -> NormGradients.groupNorm(g, y, dy);
            case CONV -> ImageGradients.conv(g, y, dy);
            case MAX_POOL -> List.of(() -> ImageGradients.maxPool(g, y, dy));
            case AVERAGE_POOL -> List.of(() -> ImageGradients.averagePool(g, y, dy));
            case UPSAMPLE -> List.of(() -> ImageGradients.upsample(g, y, dy));
            case STOP_GRADIENT,
                    EQUAL,
                    GREATER,
                    GREATER_OR_EQUAL,
                    ONE_HOT,
                    NORM_MEAN,
                    NORM_INVERSE_DEVIATION,
                    CONV_INPUT_GRADIENT,
                    CONV_WEIGHT_GRADIENT -> throw new UnsupportedOperationException(without(y));
        };
    }

    /** For an input of integers or bools, which nothing asks for. */
    static Supplier<Node> none(Node y) {
        return () -> {
            throw new UnsupportedOperationException(without(y));
        };
    }

    private static Node zero(GraphBuilder g, Node y) {
        return g.scalar(0, y.dtype());
    }

    private static String without(Node y) {
        return y.op() + " has no gradient: " + y;
    }

    private static Node x(Node y) {
        return y.input(0);
    }
}
