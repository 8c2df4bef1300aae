package dev.konomi.engine.onnx;

import dev.konomi.engine.graph.ConvShape;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.Shape;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/** ONNX forms of the ops on images. */
final class ImageForms {
    /** Numbers of a weight at most for a turned copy; Stable Diffusion's inner blocks have 3.7 to 14.7 million. */
    private static final long LARGEST_TURNED = 1 << 20;

    /** Input channels up to which a weight gradient goes image by image. */
    private static final int FEW_CHANNELS = 4;

    private final OnnxNodes onnx;

    ImageForms(OnnxNodes onnx) {
        this.onnx = onnx;
    }

    String conv(Node node, List<String> in) {
        Shape weight = node.input(1).shape();
        ConvShape how = ConvShape.of(node.attributes());
        return conv(in, weight.size(2), weight.size(3), how);
    }

    /**
     * With stride 1 a convolution with the weights turned around and their channels swapped, which is faster than a
     * ConvTranspose; the runtime folds the turning when it opens the model. That copies the weights, and more than once
     * while it folds: large ones stay as they are.
     */
    String convInputGradient(Node node, List<String> in) {
        Shape weight = node.input(1).shape();
        int kernelHeight = weight.size(2);
        int kernelWidth = weight.size(3);
        ConvShape how = ConvShape.of(node.attributes());
        ConvShape back = new ConvShape(
                1,
                kernelHeight - 1 - how.top(),
                kernelWidth - 1 - how.left(),
                kernelHeight - 1 - how.bottom(),
                kernelWidth - 1 - how.right());
        boolean asConv = how.stride() == 1
                && weight.factor() <= LARGEST_TURNED
                && IntStream.of(pads(back)).allMatch(pad -> pad >= 0);
        return asConv
                ? conv(List.of(in.get(0), turned(in.get(1), weight)), kernelHeight, kernelWidth, back)
                : convTranspose(node, in, how, kernelHeight, kernelWidth);
    }

    private String convTranspose(Node node, List<String> in, ConvShape how, int kernelHeight, int kernelWidth) {
        Shape dy = node.input(0).shape();
        int reachedHeight = (dy.size(2) - 1) * how.stride() + kernelHeight - how.top() - how.bottom();
        int reachedWidth = (dy.size(3) - 1) * how.stride() + kernelWidth - how.left() - how.right();
        return onnx.call("ConvTranspose", in.get(0), in.get(1))
                .with("kernel_shape", kernelHeight, kernelWidth)
                .with("strides", how.stride(), how.stride())
                .with("pads", pads(how))
                .with(
                        "output_padding",
                        node.shape().size(2) - reachedHeight,
                        node.shape().size(3) - reachedWidth)
                .one();
    }

    /** [out, in, height, width] to [in, out, height, width] with height and width reversed. */
    private String turned(String weight, Shape shape) {
        int area = shape.size(2) * shape.size(3);
        if (area == 1) {
            return onnx.call("Transpose", weight).with("perm", 1, 0, 2, 3).one();
        }
        String flat = onnx.apply("Reshape", weight, onnx.ints(shape.size(0), shape.size(1), area));
        String reversed =
                onnx.ints(IntStream.range(0, area).map(i -> area - 1 - i).toArray());
        String flipped = onnx.call("Gather", flat, reversed).with("axis", 2L).one();
        String swapped = onnx.call("Transpose", flipped).with("perm", 1, 0, 2).one();
        return onnx.apply("Reshape", swapped, onnx.ints(shape.size(1), shape.size(0), shape.size(2), shape.size(3)));
    }

    /** Each kernel offset's view of the padded image side by side; then products with dy. */
    String convWeightGradient(Node node, List<String> in) {
        Shape weight = node.shape();
        return weight.size(1) <= FEW_CHANNELS
                ? weightGradientByImage(node, in, weight)
                : weightGradientOfAll(node, in, weight);
    }

    /** Channels last, one product over all pixels of all images. */
    private String weightGradientOfAll(Node node, List<String> in, Shape weight) {
        int area = weight.size(2) * weight.size(3);
        String last = onnx.call("Transpose", in.get(0)).with("perm", 0, 2, 3, 1).one();
        String joined =
                onnx.call("Concat", views(node, last, 1)).with("axis", 3L).one();
        String columns = onnx.apply("Reshape", joined, onnx.ints(-1, area * weight.size(1)));
        String dyLast =
                onnx.call("Transpose", in.get(1)).with("perm", 0, 2, 3, 1).one();
        String rows = onnx.apply("Reshape", dyLast, onnx.ints(-1, weight.size(0)));
        return asWeight(onnx.call("Gemm", rows, columns).with("transA", 1L).one(), weight);
    }

    /** Channels first, one product for each image: with few channels, views of channels last are crumbs to copy. */
    private String weightGradientByImage(Node node, List<String> in, Shape weight) {
        Shape dy = node.input(1).shape();
        int area = weight.size(2) * weight.size(3);
        int pixels = dy.size(2) * dy.size(3);
        String joined =
                onnx.call("Concat", views(node, in.get(0), 2)).with("axis", 1L).one();
        String columns = onnx.apply("Reshape", joined, onnx.ints(-1, area * weight.size(1), pixels));
        String turned = onnx.call("Transpose", columns).with("perm", 0, 2, 1).one();
        String rows = onnx.apply("Reshape", in.get(1), onnx.ints(-1, weight.size(0), pixels));
        String each = onnx.apply("MatMul", rows, turned);
        return asWeight(
                onnx.call("ReduceSum", each, onnx.ints(0L)).with("keepdims", 0L).one(), weight);
    }

    /** [out, area · in], offset by offset, to [out, in, height, width]. */
    private String asWeight(String product, Shape weight) {
        int area = weight.size(2) * weight.size(3);
        String apart = onnx.apply("Reshape", product, onnx.ints(weight.size(0), area, weight.size(1)));
        String swapped = onnx.call("Transpose", apart).with("perm", 0, 2, 1).one();
        return onnx.apply(
                "Reshape",
                swapped,
                onnx.ints(weight.dims().stream().mapToInt(dim -> dim.size()).toArray()));
    }

    /** @param axis of the height; that of the width follows */
    private String[] views(Node node, String x, int axis) {
        Shape weight = node.shape();
        Shape dy = node.input(1).shape();
        ConvShape how = ConvShape.of(node.attributes());
        String axes = onnx.ints(axis, axis + 1);
        String pads = onnx.ints(how.top(), how.left(), how.bottom(), how.right());
        String padded = onnx.apply("Pad", x, pads, "", axes);
        return IntStream.range(0, weight.size(2) * weight.size(3))
                .mapToObj(i -> {
                    int top = i / weight.size(3);
                    int left = i % weight.size(3);
                    String ends = onnx.ints(
                            top + (dy.size(2) - 1) * how.stride() + 1, left + (dy.size(3) - 1) * how.stride() + 1);
                    return onnx.apply(
                            "Slice", padded, onnx.ints(top, left), ends, axes, onnx.ints(how.stride(), how.stride()));
                })
                .toArray(String[]::new);
    }

    String pool(String op, Node node, String x) {
        int factor = node.attributes().integer("factor");
        return onnx.call(op, x)
                .with("kernel_shape", factor, factor)
                .with("strides", factor, factor)
                .one();
    }

    String upsample(Node node, String x) {
        float factor = node.attributes().integer("factor");
        String scales = onnx.constant(Tensor.f32(new int[] {4}, new float[] {1, 1, factor, factor}));
        return onnx.call("Resize", x, "", scales)
                .with("mode", "nearest")
                .with("nearest_mode", "floor")
                .with("coordinate_transformation_mode", "asymmetric")
                .one();
    }

    private String conv(List<String> in, int kernelHeight, int kernelWidth, ConvShape how) {
        return onnx.call("Conv", in.toArray(String[]::new))
                .with("kernel_shape", kernelHeight, kernelWidth)
                .with("strides", how.stride(), how.stride())
                .with("pads", pads(how))
                .one();
    }

    private static int[] pads(ConvShape how) {
        return new int[] {how.top(), how.left(), how.bottom(), how.right()};
    }
}
