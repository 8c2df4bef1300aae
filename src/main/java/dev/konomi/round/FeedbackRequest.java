package dev.konomi.round;

import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A part of an evaluator's verdicts: what it does not mention stays as it was.
 *
 * @param verdicts image by image
 * @param best the one image liked most; it is good by that, and takes the place of an earlier best
 * @param noneIsGood every image that is not skipped is bad, and there is no best
 */
@Schema(
        examples = "{\"verdicts\":[{\"image\":0,\"verdict\":\"bad\"},{\"image\":1,\"verdict\":\"good\"},"
                + "{\"image\":2,\"verdict\":\"skip\"}],\"best\":3}")
public record FeedbackRequest(
        @Nullable List<Item> verdicts,
        @Nullable Integer best,
        @Nullable Boolean noneIsGood) {
    /**
     * A verdict on one image.
     *
     * @param image its place in the round, from 0
     * @param verdict absent together with best=true means good
     * @param best true makes it the best, false takes that back
     */
    public record Item(
            @Nullable Integer image,
            @Nullable Verdict verdict,
            @Nullable Boolean best) {}
}
