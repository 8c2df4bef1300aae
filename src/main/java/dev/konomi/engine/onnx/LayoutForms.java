package dev.konomi.engine.onnx;

import dev.konomi.engine.graph.Attributes;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.tensor.DType;
import java.util.List;

/** ONNX forms of the ops that move numbers. */
final class LayoutForms {

    private final OnnxNodes onnx;
    private final DimValues dims;

    LayoutForms(OnnxNodes onnx, DimValues dims) {
        this.onnx = onnx;
        this.dims = dims;
    }

    String reshape(Node node, String x) {
        return onnx.apply("Reshape", x, dims.reshapeTarget(node.input(0).shape(), node.shape()));
    }

    String transpose(Node node, String x) {
        return onnx.call("Transpose", x)
                .with("perm", node.attributes().integers("perm"))
                .one();
    }

    String expand(Node node, String x) {
        return onnx.apply("Expand", x, dims.shape(node.shape()));
    }

    String concat(Node node, List<String> in) {
        return onnx.call("Concat", in.toArray(String[]::new))
                .with("axis", (long) node.attributes().integer("axis"))
                .one();
    }

    String slice(Node node, String x) {
        Attributes at = node.attributes();
        return onnx.apply("Slice", x, dims.dim(at.dim("from")), dims.dim(at.dim("to")), onnx.ints(at.integer("axis")));
    }

    String pad(Node node, String x) {
        Attributes at = node.attributes();
        String pads = onnx.call("Concat", dims.dim(at.dim("before")), dims.dim(at.dim("after")))
                .with("axis", 0L)
                .one();
        return onnx.call("Pad", x, pads, "", onnx.ints(at.integer("axis"))).one();
    }

    String oneHot(Node node, String index) {
        Dim depth = node.attributes().dim("depth");
        String count = onnx.apply("Squeeze", dims.dim(depth));
        String zero = onnx.apply("Squeeze", onnx.ints(0L));
        String one = onnx.apply("Squeeze", onnx.ints(1L));
        String numbers = onnx.apply("Unsqueeze", onnx.apply("Range", zero, count, one), onnx.ints(1L));
        String same = onnx.apply("Equal", numbers, index);
        return onnx.call("Cast", same)
                .with("to", OnnxTypes.of(DType.F32).getNumber())
                .one();
    }
}
