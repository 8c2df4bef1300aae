package dev.konomi.round;

import java.util.List;

/** All that an evaluator says about a round, after the change. It is kept when this answer arrives. */
public record FeedbackAnswer(String round, String evaluator, List<FeedbackView> verdicts) {}
