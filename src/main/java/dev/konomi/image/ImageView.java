package dev.konomi.image;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A stored image and where it comes from. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ImageView(
        String id,
        String tenant,
        String model,
        @Nullable String adapter,
        int adapterVersion,
        String adapterDigest,
        String baseDigest,
        String prompt,
        String negativePrompt,
        long seed,
        int steps,
        float guidanceScale,
        String size,
        String sampler,
        String sha256,
        long bytes,
        Instant createdAt,
        String createdBy,
        String url) {
    static ImageView of(Image image) {
        return new ImageView(
                image.id,
                image.tenantId,
                image.model,
                image.adapterName,
                image.adapterVersion,
                image.adapterDigest,
                image.baseDigest,
                image.prompt,
                image.negativePrompt,
                image.seed,
                image.steps,
                image.guidanceScale,
                image.widthPx + "x" + image.heightPx,
                image.sampler,
                image.sha256,
                image.byteSize,
                image.createdAt,
                image.createdBy,
                "/v1/images/" + image.id + "/content");
    }
}
