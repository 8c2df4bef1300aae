package dev.konomi.engine.graph;

import java.util.Locale;

/**
 * Every kind of node. Each pass over a graph is a {@code switch} expression over this enum without a default branch,
 * so an op without a shape rule, a gradient rule and an ONNX form does not compile. {@link GraphBuilder} documents
 * each op at the method that makes it.
 */
public enum Op {
    // leaves
    INPUT(0, 0),
    CONSTANT(0, 0),
    WEIGHT(0, 0),
    SIZE(0, 0),
    // one value, element by element
    CAST(1, 1),
    STOP_GRADIENT(1, 1),
    NEG(1, 1),
    ABS(1, 1),
    EXP(1, 1),
    LOG(1, 1),
    SQRT(1, 1),
    RECIPROCAL(1, 1),
    COS(1, 1),
    SIN(1, 1),
    ERF(1, 1),
    TANH(1, 1),
    SIGMOID(1, 1),
    RELU(1, 1),
    SILU(1, 1),
    GELU(1, 1),
    QUICK_GELU(1, 1),
    CLIP(1, 1),
    // several values, element by element
    ADD(2, 2),
    SUB(2, 2),
    MUL(2, 2),
    DIV(2, 2),
    MAX(2, 2),
    MIN(2, 2),
    EQUAL(2, 2),
    GREATER(2, 2),
    GREATER_OR_EQUAL(2, 2),
    WHERE(3, 3),
    // matrices
    GEMM(2, 3),
    MATMUL(2, 2),
    // layout
    RESHAPE(1, 1),
    TRANSPOSE(1, 1),
    EXPAND(1, 1),
    CONCAT(1, Integer.MAX_VALUE),
    SLICE(1, 1),
    PAD(1, 1),
    GATHER(2, 2),
    ONE_HOT(1, 1),
    // sums and norms
    REDUCE_SUM(1, 1),
    REDUCE_MEAN(1, 1),
    SOFTMAX(1, 1),
    LAYER_NORM(3, 3),
    GROUP_NORM(3, 3),
    NORM_MEAN(1, 1),
    NORM_INVERSE_DEVIATION(1, 1),
    // images
    CONV(2, 3),
    CONV_INPUT_GRADIENT(2, 2),
    CONV_WEIGHT_GRADIENT(2, 2),
    MAX_POOL(1, 1),
    AVERAGE_POOL(1, 1),
    UPSAMPLE(1, 1),
    // sequences
    ATTENTION(3, 4);

    private final int minInputs;
    private final int maxInputs;

    Op(int minInputs, int maxInputs) {
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
    }

    public int minInputs() {
        return minInputs;
    }

    public int maxInputs() {
        return maxInputs;
    }

    /** Lower case, as graphs print it: {@code group_norm}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
