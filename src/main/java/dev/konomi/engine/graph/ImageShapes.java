package dev.konomi.engine.graph;

import static dev.konomi.engine.graph.ShapeRules.require;
import static dev.konomi.engine.graph.ShapeRules.requireFloat;
import static dev.konomi.engine.graph.ShapeRules.requireSameDtype;

import java.util.Arrays;
import java.util.List;

/** Shape rules of the ops on images [batch, channels, height, width]. */
final class ImageShapes {

    private ImageShapes() {}

    static TensorType conv(List<TensorType> in, Attributes at) {
        TensorType x = image(in.get(0));
        TensorType w = image(in.get(1));
        requireSameDtype(x, w);
        require(x.shape().dim(1).equals(w.shape().dim(1)), "as many input channels as " + w, x);
        if (in.size() == 3) {
            Shape perOutput = Shape.of(w.shape().dim(0));
            require(in.get(2).shape().equals(perOutput), "a bias of shape " + perOutput, in.get(2));
            requireSameDtype(x, in.get(2));
        }
        int[] pads = pads(at);
        int height = outputSize(x.shape().size(2), w.shape().size(2), pads[0] + pads[2], at.integer("stride"));
        int width = outputSize(x.shape().size(3), w.shape().size(3), pads[1] + pads[3], at.integer("stride"));
        return new TensorType(x.dtype(), Shape.of(x.shape().dim(0), w.shape().dim(0), height, width));
    }

    /** From the output's gradient and the weights back to the input's shape. */
    static TensorType convInputGradient(List<TensorType> in, Attributes at) {
        TensorType dy = image(in.get(0));
        TensorType w = image(in.get(1));
        Shape x = Shape.of(dy.shape().dim(0), w.shape().dim(1), at.integer("height"), at.integer("width"));
        TensorType forward = conv(List.of(new TensorType(dy.dtype(), x), w), at);
        require(forward.equals(dy), "an output gradient " + forward, dy);
        return new TensorType(dy.dtype(), x);
    }

    /** From the input and the output's gradient to the weights' shape. */
    static TensorType convWeightGradient(List<TensorType> in, Attributes at) {
        TensorType x = image(in.get(0));
        TensorType dy = image(in.get(1));
        Shape w = Shape.of(dy.shape().dim(1), x.shape().dim(1), at.integer("kernelHeight"), at.integer("kernelWidth"));
        TensorType forward = conv(List.of(x, new TensorType(x.dtype(), w)), at);
        require(forward.equals(dy), "an output gradient " + forward, dy);
        return new TensorType(x.dtype(), w);
    }

    static TensorType pool(TensorType x, Attributes at) {
        image(x);
        int by = factor(at);
        require(x.shape().size(2) % by == 0 && x.shape().size(3) % by == 0, "height and width divisible by " + by, x);
        Shape halved = x.shape()
                .with(2, x.shape().dim(2).dividedBy(by))
                .with(3, x.shape().dim(3).dividedBy(by));
        return new TensorType(x.dtype(), halved);
    }

    static TensorType upsample(TensorType x, Attributes at) {
        image(x);
        int by = factor(at);
        Shape doubled = x.shape()
                .with(2, x.shape().dim(2).times(by))
                .with(3, x.shape().dim(3).times(by));
        return new TensorType(x.dtype(), doubled);
    }

    private static int factor(Attributes at) {
        int by = at.integer("factor");
        require(by >= 1, "a factor of 1 or more", by);
        return by;
    }

    private static TensorType image(TensorType x) {
        requireFloat(x);
        require(x.shape().ndim() == 4, "four axes", x);
        return x;
    }

    private static int[] pads(Attributes at) {
        int[] pads = at.integers("pads");
        require(
                pads.length == 4 && Arrays.stream(pads).allMatch(pad -> pad >= 0),
                "four pads (top, left, bottom, right)",
                Arrays.toString(pads));
        return pads;
    }

    private static int outputSize(int input, int kernel, int pads, int stride) {
        require(stride >= 1, "a stride of 1 or more", stride);
        require(input + pads >= kernel, "an image of at least " + kernel + " with its pads", input + pads);
        return (input + pads - kernel) / stride + 1;
    }
}
