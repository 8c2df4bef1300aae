package dev.konomi.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import com.google.protobuf.CodedOutputStream;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphCheck;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.graph.WeightRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A graph as an ONNX model. Weights stay in their files: the model names file, offset and length. Equal graphs give
 * equal bytes.
 */
public final class OnnxExport {

    private static final int IR_VERSION = 9;
    private static final int OPSET = 21;

    private final Path folder;
    private final OnnxNodes onnx;
    private final DimValues dims;
    private final PointwiseForms pointwise;
    private final LayoutForms layout;
    private final NormForms norms;
    private final ImageForms images;
    private final Map<Node, String> names = new HashMap<>();

    private OnnxExport(Graph graph, Path folder, OnnxNodes onnx) {
        this.folder = folder;
        this.onnx = onnx;
        this.dims = new DimValues(graph, onnx);
        this.pointwise = new PointwiseForms(onnx);
        this.layout = new LayoutForms(onnx, dims);
        this.norms = new NormForms(onnx, graph);
        this.images = new ImageForms(onnx);
    }

    /** A model without weights in files. */
    public static byte[] toBytes(Graph graph) {
        return toBytes(graph, Path.of(""));
    }

    /**
     * A model whose weights are in files.
     *
     * @param folder holds all of them, at any depth; the session needs it too
     */
    public static byte[] toBytes(Graph graph, Path folder) {
        GraphCheck.check(graph);
        GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
        new OnnxExport(graph, folder, new OnnxNodes(proto)).write(graph, proto);
        ModelProto model = ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("konomi")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addOpsetImport(OperatorSetIdProto.newBuilder()
                        .setDomain(OnnxCall.MICROSOFT)
                        .setVersion(1))
                .setGraph(proto)
                .build();
        return serialise(model);
    }

    private void write(Graph graph, GraphProto.Builder proto) {
        graph.inputs().forEach((name, node) -> proto.addInput(OnnxTypes.value(name, node.type())));
        for (Node node : graph.nodes()) {
            List<String> in = node.inputs().stream().map(names::get).toList();
            names.put(node, form(node, in));
        }
        graph.outputs().forEach((name, node) -> {
            if (graph.inputs().containsKey(name)) {
                throw new IllegalArgumentException("'" + name + "' names an input and an output of one graph");
            }
            proto.addNode(NodeProto.newBuilder()
                    .setOpType("Identity")
                    .setName("Identity:" + name)
                    .addInput(names.get(node))
                    .addOutput(name));
            proto.addOutput(OnnxTypes.value(name, node.type()));
        });
    }

    /** Writes what computes the node and returns the value's name. */
    private String form(Node node, List<String> in) {
        return switch (node.op()) {
            case INPUT -> node.attributes().text("name");
            case CONSTANT -> onnx.constant(node.attributes().tensor("value"));
            case WEIGHT ->
                onnx.weight(
                        node.attributes().weight("ref"),
                        location(node.attributes().weight("ref")));
            case SIZE -> dims.size(node.attributes().shape("shape"));
            case STOP_GRADIENT -> in.get(0);
            case CAST -> pointwise.cast(in.get(0), node.dtype());
            case NEG -> onnx.apply("Neg", in.get(0));
            case ABS -> onnx.apply("Abs", in.get(0));
            case EXP -> onnx.apply("Exp", in.get(0));
            case LOG -> onnx.apply("Log", in.get(0));
            case SQRT -> onnx.apply("Sqrt", in.get(0));
            case RECIPROCAL -> onnx.apply("Reciprocal", in.get(0));
            case COS -> onnx.apply("Cos", in.get(0));
            case SIN -> onnx.apply("Sin", in.get(0));
            case ERF -> onnx.apply("Erf", in.get(0));
            case TANH -> onnx.apply("Tanh", in.get(0));
            case SIGMOID -> onnx.apply("Sigmoid", in.get(0));
            case RELU -> onnx.apply("Relu", in.get(0));
            case SILU -> onnx.apply("Mul", in.get(0), onnx.apply("Sigmoid", in.get(0)));
            case GELU -> onnx.apply("Gelu", in.get(0));
            case QUICK_GELU -> pointwise.quickGelu(in.get(0));
            case CLIP -> pointwise.clip(node, in.get(0));
            case ADD -> onnx.apply("Add", in.get(0), in.get(1));
            case SUB -> onnx.apply("Sub", in.get(0), in.get(1));
            case MUL -> onnx.apply("Mul", in.get(0), in.get(1));
            case DIV -> onnx.apply("Div", in.get(0), in.get(1));
            case MAX -> onnx.apply("Max", in.get(0), in.get(1));
            case MIN -> onnx.apply("Min", in.get(0), in.get(1));
            case EQUAL -> onnx.apply("Equal", in.get(0), in.get(1));
            case GREATER -> onnx.apply("Greater", in.get(0), in.get(1));
            case GREATER_OR_EQUAL -> onnx.apply("GreaterOrEqual", in.get(0), in.get(1));
            case WHERE -> onnx.apply("Where", in.get(0), in.get(1), in.get(2));
            case GEMM -> pointwise.gemm(node, in);
            case MATMUL -> onnx.apply("MatMul", in.get(0), in.get(1));
            case ATTENTION -> pointwise.attention(node, in);
            case RESHAPE -> layout.reshape(node, in.get(0));
            case TRANSPOSE -> layout.transpose(node, in.get(0));
            case EXPAND -> layout.expand(node, in.get(0));
            case CONCAT -> layout.concat(node, in);
            case SLICE -> layout.slice(node, in.get(0));
            case PAD -> layout.pad(node, in.get(0));
            case GATHER -> onnx.apply("Gather", in.get(0), in.get(1));
            case ONE_HOT -> layout.oneHot(node, in.get(0));
            case REDUCE_SUM -> norms.reduce("ReduceSum", node, in.get(0));
            case REDUCE_MEAN -> norms.reduce("ReduceMean", node, in.get(0));
            case SOFTMAX -> onnx.call("Softmax", in.get(0)).with("axis", -1L).one();
            case LAYER_NORM -> norms.layerNorm(node, in);
            case GROUP_NORM -> norms.groupNorm(node, in);
            case NORM_MEAN -> norms.mean(node, in.get(0));
            case NORM_INVERSE_DEVIATION -> norms.inverseDeviation(node, in.get(0));
            case CONV -> images.conv(node, in);
            case CONV_INPUT_GRADIENT -> images.convInputGradient(node, in);
            case CONV_WEIGHT_GRADIENT -> images.convWeightGradient(node, in);
            case MAX_POOL -> images.pool("MaxPool", node, in.get(0));
            case AVERAGE_POOL -> images.pool("AveragePool", node, in.get(0));
            case UPSAMPLE -> images.upsample(node, in.get(0));
        };
    }

    private String location(WeightRef ref) {
        Path root = folder.toAbsolutePath().normalize();
        Path file = ref.file().toAbsolutePath().normalize();
        if (!file.startsWith(root)) {
            throw new IllegalArgumentException(
                    "weight '" + ref.name() + "': expected a file within " + root + ", found " + file);
        }
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static byte[] serialise(ModelProto model) {
        byte[] bytes = new byte[model.getSerializedSize()];
        CodedOutputStream stream = CodedOutputStream.newInstance(bytes);
        stream.useDeterministicSerialization();
        try {
            model.writeTo(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        stream.checkNoSpaceLeft();
        return bytes;
    }
}
