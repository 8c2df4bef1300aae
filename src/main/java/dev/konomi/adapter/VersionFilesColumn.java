package dev.konomi.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** A version's files as JSON in one column; they are only ever read together. */
@Converter
final class VersionFilesColumn implements AttributeConverter<List<VersionFile>, String> {

    // Its own mapper: what is stored must not change with the API's settings.
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String convertToDatabaseColumn(List<VersionFile> files) {
        try {
            return JSON.writeValueAsString(files);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a version's files cannot be written", e);
        }
    }

    @Override
    public List<VersionFile> convertToEntityAttribute(String column) {
        try {
            return JSON.readValue(column, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a version's files cannot be read: " + column, e);
        }
    }
}
