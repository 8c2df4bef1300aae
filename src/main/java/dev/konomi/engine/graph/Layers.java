package dev.konomi.engine.graph;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** Layers of neural networks made of several ops each. Tokens are matrices [batch · tokens, channels]. */
public final class Layers {

    /** Far below any score, and still a number of 16 bits. */
    private static final float MASKED = -6e4f;

    private Layers() {}

    /**
     * A linear layer without a bias.
     *
     * @param x [rows, in]
     * @param weight [out, in], as checkpoints have it
     * @return [rows, out]
     */
    public static Node linear(GraphBuilder g, Node x, Node weight) {
        return g.gemm(x, weight, false, true);
    }

    /**
     * A linear layer.
     *
     * @param x [rows, in]
     * @param weight [out, in], as checkpoints have it
     * @param bias [out]
     * @return [rows, out]
     */
    public static Node linear(GraphBuilder g, Node x, Node weight, Node bias) {
        return g.gemm(x, weight, bias, false, true);
    }

    /**
     * What each sample's own adapter adds to a linear layer: base + x Aᵀ Bᵀ. The adapter computes in its own type, and the
     * result has that of the base.
     *
     * @param base what the layer yields without adapters, [batch · tokens, out]
     * @param x what the layer reads, [batch · tokens, in]
     * @param a [slots, rank, in]
     * @param b [slots, out, rank], with the adapter's scale in it
     * @param slot I64 [batch], which adapter each sample uses; not asked where there is one slot only
     * @return [batch · tokens, out]
     */
    public static Node addLora(GraphBuilder g, Node base, Node x, Node a, Node b, Node slot) {
        if (a.dim(0).equals(Dim.of(1))) {
            return addOnlyLora(g, base, x, g.reshape(a, a.dim(1), a.dim(2)), g.reshape(b, b.dim(1), b.dim(2)));
        }
        Dim batch = slot.dim(0);
        Dim tokens = Dim.of(x.dim(0).dividedBy(Math.max(1, batch.factor())).factor());
        Node perSample = g.reshape(g.cast(x, a.dtype()), batch, tokens, x.dim(1));
        Node down = g.transpose(g.gather(a, slot), 0, 2, 1);
        Node up = g.transpose(g.gather(b, slot), 0, 2, 1);
        Node delta = g.cast(g.reshape(g.matmul(g.matmul(perSample, down), up), base.shape()), base.dtype());
        return isPlainProduct(base) ? withAddend(g, base, delta) : g.add(base, delta);
    }

    /** One adapter for all samples is two plain products, and so are its gradients: no choosing, no turning. */
    private static Node addOnlyLora(GraphBuilder g, Node base, Node x, Node a, Node b) {
        Node down = g.gemm(g.cast(x, a.dtype()), a, false, true);
        return base.dtype() == b.dtype()
                ? g.gemm(down, b, base, false, true)
                : g.add(base, g.cast(g.gemm(down, b, false, true), base.dtype()));
    }

    private static boolean isPlainProduct(Node x) {
        return x.op() == Op.GEMM && x.inputs().size() == 2;
    }

    /** The product's own addend, which saves a pass over the result. */
    private static Node withAddend(GraphBuilder g, Node product, Node addend) {
        Attributes how = product.attributes();
        return g.gemm(product.input(0), product.input(1), addend, how.flag("transA"), how.flag("transB"));
    }

    /** [batch, channels, height, width] to [batch · height · width, channels]. */
    public static Node tokens(GraphBuilder g, Node image) {
        Dim pixels = image.shape().product(2, 4);
        Node rows = g.transpose(g.reshape(image, image.dim(0), image.dim(1), pixels), 0, 2, 1);
        return g.reshape(rows, image.dim(0).times(pixels), image.dim(1));
    }

    /** [batch · height · width, channels] to [batch, channels, height, width]. */
    public static Node image(GraphBuilder g, Node tokens, int height, int width) {
        Dim pixels = Dim.of((long) height * width);
        Dim batch = tokens.dim(0).dividedBy(pixels.factor());
        Node columns = g.transpose(g.reshape(tokens, batch, pixels, tokens.dim(1)), 0, 2, 1);
        return g.reshape(columns, batch, tokens.dim(1), height, width);
    }

    /**
     * {@link GraphBuilder#attention} on tokens.
     *
     * @param q [batch · tokens, channels]
     * @param k [batch · keys, channels]
     * @param v [batch · keys, channels]
     * @return [batch · tokens, channels]
     */
    public static Node attention(GraphBuilder g, Node q, Node k, Node v, Dim batch, int heads) {
        Node y = g.attention(perSample(g, q, batch), perSample(g, k, batch), perSample(g, v, batch), heads);
        return g.reshape(y, q.shape());
    }

    /** The same with a mask [1, 1, tokens, keys] added to the scores. */
    public static Node attention(GraphBuilder g, Node q, Node k, Node v, Node mask, Dim batch, int heads) {
        Node y = g.attention(perSample(g, q, batch), perSample(g, k, batch), perSample(g, v, batch), mask, heads);
        return g.reshape(y, q.shape());
    }

    /** [1, 1, tokens, tokens]: 0 where a token may look (at itself and backward), hugely negative elsewhere. */
    public static Node causalMask(GraphBuilder g, int tokens) {
        float[] mask = new float[tokens * tokens];
        for (int row = 0; row < tokens; row++) {
            for (int column = row + 1; column < tokens; column++) {
                mask[row * tokens + column] = MASKED;
            }
        }
        return g.constant(Tensor.f32(new int[] {1, 1, tokens, tokens}, mask));
    }

    /** value · gelu(gate); both come from their own half of the layer's weight, which saves a split. */
    public static Node geglu(GraphBuilder g, Node value, Node gate) {
        return g.mul(value, g.gelu(gate));
    }

    /** x / max(‖x‖, epsilon) over the last axis. */
    public static Node l2Normalize(GraphBuilder g, Node x, float epsilon) {
        Node squares = g.reduceSumKeep(g.mul(x, x), -1);
        return g.div(x, g.sqrt(g.max(squares, g.scalar(epsilon * epsilon))));
    }

    /** The cosine of the angle between vectors along the last axis, which disappears. */
    public static Node cosineSimilarity(GraphBuilder g, Node a, Node b, float epsilon) {
        return g.reduceSum(g.mul(l2Normalize(g, a, epsilon), l2Normalize(g, b, epsilon)), -1);
    }

    /** One number per sample and channel [batch, channels] as something to add to images [batch, channels, 1, 1]. */
    public static Node perChannel(GraphBuilder g, Node x) {
        return g.reshape(x, x.dim(0), x.dim(1), 1, 1);
    }

    /** Equal parts along one axis whose dim is a plain number. */
    public static List<Node> split(GraphBuilder g, Node x, int axis, int parts) {
        int size = x.dim(axis).dividedBy(parts).size();
        return IntStream.range(0, parts)
                .mapToObj(i -> g.slice(x, axis, (long) i * size, (long) (i + 1) * size))
                .toList();
    }

    private static Node perSample(GraphBuilder g, Node tokens, Dim batch) {
        long perSample = tokens.dim(0).dividedBy(Math.max(1, batch.factor())).factor();
        return g.reshape(tokens, batch, perSample, tokens.dim(1));
    }
}
