package dev.konomi.engine.onnx;

import dev.konomi.engine.graph.Node;
import dev.konomi.engine.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/** ONNX forms of element-wise ops and products that are more than a name. */
final class PointwiseForms {

    private static final float QUICK_GELU_SLOPE = 1.702f;

    private final OnnxNodes onnx;

    PointwiseForms(OnnxNodes onnx) {
        this.onnx = onnx;
    }

    String cast(String x, DType to) {
        return onnx.call("Cast", x).with("to", OnnxTypes.of(to).getNumber()).one();
    }

    String quickGelu(String x) {
        return onnx.call("QuickGelu", x)
                .domain(OnnxCall.MICROSOFT)
                .with("alpha", QUICK_GELU_SLOPE)
                .one();
    }

    String clip(Node node, String x) {
        return onnx.apply("Clip", x, bound(node, "min"), bound(node, "max"));
    }

    private String bound(Node node, String which) {
        String bound = onnx.scalar(node.attributes().number(which));
        return node.dtype() == DType.F32 ? bound : cast(bound, node.dtype());
    }

    String gemm(Node node, List<String> in) {
        return onnx.call("Gemm", in.toArray(String[]::new))
                .with("transA", node.attributes().flag("transA") ? 1L : 0L)
                .with("transB", node.attributes().flag("transB") ? 1L : 0L)
                .one();
    }

    String attention(Node node, List<String> in) {
        List<String> arguments = new ArrayList<>(in.subList(0, 3));
        if (in.size() == 4) {
            arguments.addAll(List.of("", "", in.get(3))); // no bias, no padding mask, scores' addend
        }
        return onnx.call("MultiHeadAttention", arguments.toArray(String[]::new))
                .domain(OnnxCall.MICROSOFT)
                .with("num_heads", (long) node.attributes().integer("heads"))
                .one();
    }
}
