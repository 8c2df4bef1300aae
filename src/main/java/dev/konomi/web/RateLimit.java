package dev.konomi.web;

import java.time.Duration;

/**
 * What is left of a quota, in the header fields of draft-ietf-httpapi-ratelimit-headers.
 *
 * @param policy name of the quota, {@code images}
 * @param quota how much the window allows
 * @param remaining how much of it is left
 * @param window length of the window
 * @param reset time until more is available
 */
public record RateLimit(String policy, long quota, long remaining, Duration window, Duration reset) {
    public static final String LIMIT_HEADER = "RateLimit";
    public static final String POLICY_HEADER = "RateLimit-Policy";

    public String limitValue() {
        return "\"" + policy + "\";r=" + Math.max(0, remaining) + ";t=" + seconds(reset);
    }

    public String policyValue() {
        return "\"" + policy + "\";q=" + quota + ";w=" + seconds(window);
    }

    /** The refusal when nothing is left. */
    public ProblemException exceeded(String detail) {
        return new ProblemException(ProblemKind.TOO_MANY_REQUESTS, detail)
                .withRetryAfter(reset)
                .withHeader(LIMIT_HEADER, limitValue())
                .withHeader(POLICY_HEADER, policyValue());
    }

    /** Rounded up: a caller who waits this long finds the quota renewed. */
    static long seconds(Duration duration) {
        return Math.max(0, duration.plusNanos(999_999_999).toSeconds());
    }
}
