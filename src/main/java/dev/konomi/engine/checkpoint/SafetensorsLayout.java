package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.konomi.engine.tensor.DType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where the tensors of a safetensors file that is being written stand, one behind the other. */
final class SafetensorsLayout {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Object> header = new LinkedHashMap<>();
    private long dataLength;

    SafetensorsLayout(Map<String, String> metadata) {
        if (!metadata.isEmpty()) {
            header.put("__metadata__", new TreeMap<>(metadata));
        }
    }

    /** The next tensor. */
    void add(String name, DType dtype, int[] shape, long elementCount) {
        long end = dataLength + elementCount * dtype.byteSize();
        Map<String, Object> place = new LinkedHashMap<>();
        place.put("dtype", dtype.name());
        place.put("shape", shape);
        place.put("data_offsets", List.of(dataLength, end));
        header.put(name, place);
        dataLength = end;
    }

    /** Bytes of all tensors. */
    long dataLength() {
        return dataLength;
    }

    /** All that stands before the data: the header's length and the header, padded to 8 bytes. */
    byte[] head() {
        byte[] json = toJson();
        int padding = Math.floorMod(-json.length, Long.BYTES);
        return ByteBuffer.allocate(Long.BYTES + json.length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length + padding)
                .put(json)
                .put(" ".repeat(padding).getBytes(StandardCharsets.UTF_8))
                .array();
    }

    private byte[] toJson() {
        try {
            return JSON.writeValueAsBytes(header);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the header cannot be written as JSON", e);
        }
    }
}
