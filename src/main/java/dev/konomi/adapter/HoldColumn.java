package dev.konomi.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.konomi.engine.hero.HoldReason;
import jakarta.persistence.AttributeConverter;
import jakarta.persistence.Converter;
import java.util.List;

/** Why a version is held, as JSON in one column. */
@Converter
final class HoldColumn implements AttributeConverter<List<HoldReason>, String> {

    // Its own mapper: what is stored must not change with the API's settings.
    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public String convertToDatabaseColumn(List<HoldReason> reasons) {
        try {
            return JSON.writeValueAsString(reasons);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the reasons to hold a version cannot be written", e);
        }
    }

    @Override
    public List<HoldReason> convertToEntityAttribute(String column) {
        try {
            return JSON.readValue(column, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the reasons to hold a version cannot be read: " + column, e);
        }
    }
}
