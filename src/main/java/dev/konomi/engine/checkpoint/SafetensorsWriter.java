package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes safetensors: same tensors, same bytes. I64 tensors come before F32 ones, by name within each, so that every
 * tensor is aligned to its element size.
 */
public final class SafetensorsWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

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
        Map<String, Object> header = new LinkedHashMap<>();
        if (!metadata.isEmpty()) {
            header.put("__metadata__", new TreeMap<>(metadata));
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : inOrder) {
            Tensor tensor = entry.getValue();
            long end = offset + (long) tensor.elementCount() * tensor.dtype().byteSize();
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("dtype", tensor.dtype().name());
            place.put("shape", tensor.shape());
            place.put("data_offsets", List.of(offset, end));
            header.put(entry.getKey(), place);
            offset = end;
        }
        return assemble(toJson(header), inOrder, offset);
    }

    private static byte[] assemble(byte[] json, List<Map.Entry<String, Tensor>> inOrder, long dataLength) {
        int padding = Math.floorMod(-json.length, Long.BYTES);
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(Long.BYTES + json.length + padding + dataLength))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length + padding).put(json).put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8));
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

    private static byte[] toJson(Map<String, Object> header) {
        try {
            return JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the header cannot be written as JSON", e);
        }
    }
}
