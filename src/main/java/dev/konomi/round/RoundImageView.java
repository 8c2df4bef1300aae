package dev.konomi.round;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One image of a round as an evaluator sees it.
 *
 * @param image its place in the round, from 0
 * @param url where the PNG is
 * @param seed of its noise; absent, like {@code noise}, while a round with hidden repeats waits for feedback
 * @param noise where its initial noise came from: fresh, good or best
 * @param repeats the image that this entry showed a second time; told only when no more feedback is taken
 * @param feedback what the caller says about it; absent when nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundImageView(
        int image,
        String prompt,
        @Nullable Long seed,
        @Nullable String noise,
        String url,
        @Nullable Integer repeats,
        @Nullable FeedbackView feedback) {}
