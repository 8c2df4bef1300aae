package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Writes safetensors: same tensors, same bytes. I64 tensors come before F32 ones, by name within each, so that every
 * tensor is aligned to its element size.
 */
public final class SafetensorsWriter {
    private SafetensorsWriter() {}

    public static byte[] write(SortedMap<String, Tensor> tensors, Map<String, String> metadata) {
        List<Map.Entry<String, Tensor>> inOrder = new ArrayList<>();
        for (DType dtype : List.of(DType.I64, DType.F32)) {
            tensors.entrySet().stream()
                    .filter(entry -> entry.getValue().dtype() == dtype)
                    .forEach(inOrder::add);
        }
        if (inOrder.size() != tensors.size()) {
            throw new IllegalArgumentException("only F32 and I64 tensors can be written, found " + tensors.values());
        }
        SafetensorsLayout layout = new SafetensorsLayout(metadata);
        for (Map.Entry<String, Tensor> entry : inOrder) {
            Tensor tensor = entry.getValue();
            layout.add(entry.getKey(), tensor.dtype(), tensor.shape(), tensor.elementCount());
        }
        return assemble(layout, inOrder);
    }

    private static byte[] assemble(SafetensorsLayout layout, List<Map.Entry<String, Tensor>> inOrder) {
        byte[] head = layout.head();
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(head.length + layout.dataLength()));
        out.put(head);
        for (Map.Entry<String, Tensor> entry : inOrder) {
            Tensor tensor = entry.getValue();
            int length = tensor.elementCount() * tensor.dtype().byteSize();
            ByteBuffer slot = out.slice(out.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            if (tensor.dtype() == DType.F32) {
                slot.asFloatBuffer().put(tensor.f32());
            } else {
                slot.asLongBuffer().put(tensor.i64());
            }
            out.position(out.position() + length);
        }
        return out.array();
    }
}
