package dev.konomi.round;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One image of a round as an evaluator sees it.
 *
 * @param image its place in the round, from 0
 * @param url where the PNG is
 * @param noise where its initial noise came from: fresh, good or best
 * @param feedback what the caller says about it; absent when nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundImageView(
        int image,
        String prompt,
        long seed,
        String noise,
        String url,
        @Nullable FeedbackView feedback) {}
