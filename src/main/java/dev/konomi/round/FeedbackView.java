package dev.konomi.round;

/** One evaluator's verdict on one image. */
public record FeedbackView(int image, Verdict verdict, boolean best) {
    static FeedbackView of(Feedback feedback) {
        return new FeedbackView(feedback.k, feedback.verdict(), feedback.isBest());
    }
}
