package dev.konomi.engine.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.TensorType;
import dev.konomi.engine.tensor.DType;

/** Our types in ONNX's words. */
final class OnnxTypes {

    private OnnxTypes() {}

    static TensorProto.DataType of(DType dtype) {
        return switch (dtype) {
            case F32 -> TensorProto.DataType.FLOAT;
            case F16 -> TensorProto.DataType.FLOAT16;
            case BF16 -> TensorProto.DataType.BFLOAT16;
            case F64 -> TensorProto.DataType.DOUBLE;
            case I64 -> TensorProto.DataType.INT64;
            case I32 -> TensorProto.DataType.INT32;
            case U8 -> TensorProto.DataType.UINT8;
            case BOOL -> TensorProto.DataType.BOOL;
        };
    }

    static ValueInfoProto value(String name, TensorType type) {
        TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
        type.shape().dims().forEach(dim -> shape.addDim(dimension(dim)));
        TypeProto.Tensor tensor = TypeProto.Tensor.newBuilder()
                .setElemType(of(type.dtype()).getNumber())
                .setShape(shape)
                .build();
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder().setTensorType(tensor))
                .build();
    }

    private static TensorShapeProto.Dimension dimension(Dim dim) {
        TensorShapeProto.Dimension.Builder dimension = TensorShapeProto.Dimension.newBuilder();
        return (dim.isStatic() ? dimension.setDimValue(dim.size()) : dimension.setDimParam(dim.toString())).build();
    }
}
