package dev.konomi.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an image request, as OpenAI clients read it, with the provenance beside.
 *
 * @param created seconds since 1970
 * @param adapter absent for the base model
 * @param adapterDigest of the version that painted; "base" for the base model
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageAnswer(
        long created,
        List<Picture> data,
        String model,
        @Nullable String adapter,
        int adapterVersion,
        String adapterDigest,
        String baseDigest,
        String size,
        String outputFormat,
        Usage usage) {
    /** One picture, in place or by its link. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Picture(
            String id,
            long seed,
            @Nullable String b64Json,
            @Nullable String url) {}

    /** What the request cost. */
    public record Usage(int inputTokens, int outputTokens, int totalTokens, int images, double deviceSeconds) {}
}
