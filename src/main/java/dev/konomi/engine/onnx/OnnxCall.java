package dev.konomi.engine.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** One ONNX node while its attributes are being written; {@link #one()} or {@link #many} puts it into the graph. */
final class OnnxCall {

    /** Runtime's own operators, for example fused attention. */
    static final String MICROSOFT = "com.microsoft";

    private final OnnxNodes target;
    private final NodeProto.Builder node;

    OnnxCall(OnnxNodes target, String op, String... inputs) {
        this.target = target;
        this.node = NodeProto.newBuilder().setOpType(op).addAllInput(Arrays.asList(inputs));
    }

    OnnxCall domain(String domain) {
        node.setDomain(domain);
        return this;
    }

    OnnxCall with(String name, long value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value));
        return this;
    }

    OnnxCall with(String name, float value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value));
        return this;
    }

    OnnxCall with(String name, String value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(name)
                .setType(AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value)));
        return this;
    }

    OnnxCall with(String name, int... values) {
        AttributeProto.Builder attribute =
                AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
        Arrays.stream(values).forEach(attribute::addInts);
        node.addAttribute(attribute);
        return this;
    }

    /** The name of the only result. */
    String one() {
        return many(1).get(0);
    }

    List<String> many(int results) {
        Supplier<String> fresh = target::freshName;
        List<String> names = Stream.generate(fresh).limit(results).toList();
        target.put(node.addAllOutput(names).build());
        return names;
    }
}
