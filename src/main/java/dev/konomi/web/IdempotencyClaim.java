package dev.konomi.web;

/** What the database says about a key that a request brings. */
sealed interface IdempotencyClaim {
    /** Nobody had it, or its holder died without a trace: the request goes on. */
    record Ours() implements IdempotencyClaim {}

    /** It was answered already. */
    record Answered(KeptAnswer answer) implements IdempotencyClaim {}

    /** It came with another request before. */
    record OtherRequest() implements IdempotencyClaim {}

    /** The first request is still being worked on. */
    record InFlight() implements IdempotencyClaim {}

    /** The first request took effect, but its process died before the answer was kept. */
    record AnswerLost(String effect) implements IdempotencyClaim {}
}
