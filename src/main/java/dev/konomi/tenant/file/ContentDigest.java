package dev.konomi.tenant.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** A digest of what a file says, whatever its order, quotes and comments. */
final class ContentDigest {
    // Its own mapper: the digest must not change with the API's settings.
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ContentDigest() {}

    static String without(Map<String, Object> content, String name) {
        Map<String, Object> rest = new LinkedHashMap<>(content);
        rest.remove(name);
        return of(rest);
    }

    static String of(Map<String, Object> content) {
        try {
            byte[] bytes = JSON.writeValueAsString(content).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("maps, lists and scalars can be written, and every JDK has SHA-256", e);
        }
    }
}
