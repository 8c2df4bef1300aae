package dev.konomi.engine.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.konomi.engine.graph.WeightRef;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The ONNX graph being written: nodes, constants and weights, with names of their own. Every name made here begins
 * with a percent sign, which no input's or output's name does.
 */
final class OnnxNodes {

    private final GraphProto.Builder graph;
    private final Map<Tensor, String> constants = new HashMap<>();
    private int names;

    OnnxNodes(GraphProto.Builder graph) {
        this.graph = graph;
    }

    OnnxCall call(String op, String... inputs) {
        return new OnnxCall(this, op, inputs);
    }

    /** A node without attributes. */
    String apply(String op, String... inputs) {
        return call(op, inputs).one();
    }

    String scalar(float value) {
        return constant(Tensor.scalar(value));
    }

    /** I64 numbers along one axis. */
    String ints(long... values) {
        return constant(Tensor.i64(new int[] {values.length}, values));
    }

    String ints(int... values) {
        return ints(Arrays.stream(values).asLongStream().toArray());
    }

    String filled(int count, float value) {
        float[] values = new float[count];
        Arrays.fill(values, value);
        return constant(Tensor.f32(new int[] {count}, values));
    }

    /** Equal constants are written once. */
    String constant(Tensor value) {
        return constants.computeIfAbsent(value, this::writeConstant);
    }

    String weight(WeightRef ref, String location) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(freshName() + ":" + ref.name())
                .setDataType(OnnxTypes.of(ref.dtype()).getNumber())
                .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                .addExternalData(entry("location", location))
                .addExternalData(entry("offset", Long.toString(ref.fileOffset())))
                .addExternalData(entry("length", Long.toString(ref.byteLength())));
        ref.shape().dims().forEach(dim -> tensor.addDims(dim.size()));
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    String freshName() {
        return "%" + names++;
    }

    void put(NodeProto node) {
        graph.addNode(node.toBuilder().setName(node.getOpType() + node.getOutput(0)));
    }

    private String writeConstant(Tensor value) {
        TensorProto.Builder tensor = TensorProto.newBuilder()
                .setName(freshName())
                .setDataType(OnnxTypes.of(value.dtype()).getNumber())
                .setRawData(bytes(value));
        Arrays.stream(value.shape()).forEach(tensor::addDims);
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private static ByteString bytes(Tensor value) {
        ByteBuffer buffer = ByteBuffer.allocate(
                        value.elementCount() * value.dtype().byteSize())
                .order(ByteOrder.LITTLE_ENDIAN);
        if (value.dtype() == DType.F32) {
            buffer.asFloatBuffer().put(value.f32());
        } else {
            buffer.asLongBuffer().put(value.i64());
        }
        return ByteString.copyFrom(buffer);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }
}
