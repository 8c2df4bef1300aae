package dev.konomi.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One field that cannot stay as it is.
 *
 * @param field path of the field as the caller wrote it, {@code prompts[2].text}
 * @param reason what is wrong with it
 * @param allowed what would be right, where that can be said shortly
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldError(
        String field, String reason, @Nullable String allowed) {
    public FieldError(String field, String reason) {
        this(field, reason, null);
    }
}
