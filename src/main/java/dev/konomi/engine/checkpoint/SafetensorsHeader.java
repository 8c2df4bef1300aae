package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.konomi.engine.tensor.DType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The JSON header of a safetensors file, checked against the bytes that follow it. */
record SafetensorsHeader(SortedMap<String, TensorEntry> entries, Map<String, String> metadata) {
    /** The reference implementation's own limit. */
    static final long MAX_LENGTH = 100_000_000;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    /**
     * Reads and checks a header.
     *
     * @param json the header's bytes, without the eight bytes of its length
     * @param dataOffset where the tensors' bytes begin in the file
     * @param dataLength how many bytes follow the header
     */
    static SafetensorsHeader parse(String source, byte[] json, long dataOffset, long dataLength) {
        JsonNode root = readJson(source, json);
        if (!root.isObject()) {
            throw new CheckpointException(source, null, "the header should be a JSON object, found " + kind(root));
        }
        SortedMap<String, TensorEntry> entries = new TreeMap<>();
        SortedMap<String, String> metadata = new TreeMap<>();
        root.properties().forEach(field -> {
            if (field.getKey().equals("__metadata__")) {
                readMetadata(source, field.getValue(), metadata);
            } else {
                entries.put(field.getKey(), readEntry(source, field.getKey(), field.getValue(), dataOffset));
            }
        });
        checkLayout(source, entries, dataOffset, dataLength);
        return new SafetensorsHeader(Collections.unmodifiableSortedMap(entries), Collections.unmodifiableMap(metadata));
    }

    private static JsonNode readJson(String source, byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            String reason = e.getOriginalMessage();
            if (reason.startsWith("Duplicate field")) {
                throw new CheckpointException(source, "a tensor is named twice in the header: " + reason, e);
            }
            throw new CheckpointException(source, "the header is not JSON: " + reason, e);
        } catch (IOException e) {
            throw new CheckpointException(source, "the header cannot be read: " + e.getMessage(), e);
        }
    }

    private static void readMetadata(String source, JsonNode node, Map<String, String> into) {
        if (!node.isObject()) {
            throw new CheckpointException(source, "__metadata__", "expected a JSON object, found " + kind(node));
        }
        node.properties().forEach(field -> {
            if (!field.getValue().isTextual()) {
                throw new CheckpointException(
                        source,
                        "__metadata__",
                        "'" + field.getKey() + "' should be a string, found " + kind(field.getValue()));
            }
            into.put(field.getKey(), field.getValue().textValue());
        });
    }

    private static TensorEntry readEntry(String source, String name, JsonNode node, long dataOffset) {
        if (!node.isObject()) {
            throw new CheckpointException(source, name, "expected a JSON object, found " + kind(node));
        }
        node.fieldNames().forEachRemaining(field -> {
            if (!List.of("dtype", "shape", "data_offsets").contains(field)) {
                throw new CheckpointException(
                        source, name, "expected dtype, shape and data_offsets, found '" + field + "'");
            }
        });
        DType dtype = readDType(source, name, node.path("dtype"));
        int[] shape = readShape(source, name, node.path("shape"));
        JsonNode offsets = node.path("data_offsets");
        if (!offsets.isArray() || offsets.size() != 2) {
            throw new CheckpointException(source, name, "data_offsets should be [begin, end], found " + offsets);
        }
        long begin = readLong(source, name, "data_offsets", offsets.get(0));
        long end = readLong(source, name, "data_offsets", offsets.get(1));
        if (end < begin) {
            throw new CheckpointException(
                    source, name, "data_offsets end before they begin: [" + begin + ", " + end + "]");
        }
        long expected = byteLength(source, name, dtype, shape);
        if (end - begin != expected) {
            throw new CheckpointException(
                    source,
                    name,
                    "%s%s takes %d bytes, but data_offsets [%d, %d] span %d"
                            .formatted(dtype.name(), Arrays.toString(shape), expected, begin, end, end - begin));
        }
        if (begin > Long.MAX_VALUE - dataOffset) {
            throw new CheckpointException(source, name, "data_offsets begin at the absurd offset " + begin);
        }
        return new TensorEntry(name, dtype, shape, dataOffset + begin, end - begin);
    }

    private static DType readDType(String source, String name, JsonNode node) {
        if (node.isTextual()) {
            for (DType dtype : DType.values()) {
                if (dtype.name().equals(node.textValue())) {
                    return dtype;
                }
            }
        }
        throw new CheckpointException(
                source,
                name,
                "unknown dtype " + node + ", expected one of "
                        + Arrays.stream(DType.values()).map(DType::name).toList());
    }

    private static int[] readShape(String source, String name, JsonNode node) {
        if (!node.isArray()) {
            throw new CheckpointException(source, name, "shape should be a list of numbers, found " + kind(node));
        }
        int[] shape = new int[node.size()];
        for (int i = 0; i < shape.length; i++) {
            long size = readLong(source, name, "shape", node.get(i));
            if (size > Integer.MAX_VALUE) {
                throw new CheckpointException(source, name, "shape has the absurd dimension " + size);
            }
            shape[i] = (int) size;
        }
        return shape;
    }

    private static long readLong(String source, String name, String field, JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw new CheckpointException(
                    source, name, field + " should hold whole numbers of 0 or more, found " + node);
        }
        return node.longValue();
    }

    private static long byteLength(String source, String name, DType dtype, int[] shape) {
        try {
            long length = dtype.byteSize();
            for (int size : shape) {
                length = Math.multiplyExact(length, (long) size);
            }
            return length;
        } catch (ArithmeticException e) {
            throw new CheckpointException(source, name, "shape " + Arrays.toString(shape) + " is larger than any file");
        }
    }

    /** Tensors lie side by side without gap or overlap, from the header's end to the file's end. */
    private static void checkLayout(
            String source, SortedMap<String, TensorEntry> entries, long dataOffset, long dataLength) {
        List<TensorEntry> inOrder = new ArrayList<>(entries.values());
        inOrder.sort(Comparator.comparingLong(TensorEntry::fileOffset).thenComparingLong(TensorEntry::byteLength));
        long at = dataOffset;
        String before = "the header";
        for (TensorEntry entry : inOrder) {
            long begin = entry.fileOffset() - dataOffset;
            if (entry.byteLength() > dataLength - begin) {
                throw new CheckpointException(
                        source,
                        entry.name(),
                        "bytes %d to %d lie outside of the file, which holds %d bytes of data (truncated?)"
                                .formatted(begin, begin + entry.byteLength(), dataLength));
            }
            if (entry.fileOffset() < at) {
                throw new CheckpointException(
                        source, entry.name(), "overlaps " + before + " by " + (at - entry.fileOffset()) + " bytes");
            }
            if (entry.fileOffset() > at) {
                throw new CheckpointException(
                        source,
                        entry.name(),
                        "a gap of " + (entry.fileOffset() - at) + " bytes lies between it and " + before);
            }
            at += entry.byteLength();
            before = entry.name();
        }
        if (at != dataOffset + dataLength) {
            throw new CheckpointException(
                    source, null, (dataOffset + dataLength - at) + " bytes after " + before + " belong to no tensor");
        }
    }

    private static String kind(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.getNodeType().name().toLowerCase(Locale.ROOT);
    }
}
