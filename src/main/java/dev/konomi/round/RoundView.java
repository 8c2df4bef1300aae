package dev.konomi.round;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A round as the API shows it.
 *
 * @param number 1 for the adapter's first round
 * @param fromVersion the version that painted its images and is trained on from; 0 is the base model
 * @param feedback what all evaluators say together
 * @param publishedVersion the version that the round brought, once it is done
 * @param report seconds, labels and learning figures, once the round is done
 * @param failure why the round failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundView(
        @Schema(examples = "rnd_01k0000000abcdefghjkmnpqrs") String id,
        String adapter,
        int number,
        RoundState state,
        Progress progress,
        int fromVersion,
        List<String> prompts,
        Instant createdAt,
        String createdBy,
        @Nullable Instant sampledAt,
        @Nullable Instant trainingStartedAt,
        @Nullable Instant finishedAt,
        FeedbackCounts feedback,
        @Nullable Integer publishedVersion,

        @JsonRawValue @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT) @Nullable String report,

        @Nullable String failure) {
    /**
     * How far the round is.
     *
     * @param imagesDone images that can be looked at
     * @param stage waiting, sampling, encoder, policy …, or waiting_for_object_store while that is away or full; empty
     *     where nobody works
     * @param fraction of the work of the present state, 0…1
     * @param queuePosition jobs that go before this one; 0 when it runs or nothing is to be done
     * @param secondsLeft predicted time until the present state ends; absent when people decide
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Progress(
            int imagesDone,
            int imagesTotal,
            String stage,
            double fraction,
            int queuePosition,
            @Nullable Double secondsLeft) {}

    /**
     * Images by what the majority says of them.
     *
     * @param best the place of the best image
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FeedbackCounts(
            int good,
            int bad,
            int skipped,
            int unjudged,
            @Nullable Integer best) {}
}
