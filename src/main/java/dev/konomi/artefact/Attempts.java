package dev.konomi.artefact;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Sends a request to the object store up to {@code most} times, as long as what went wrong may pass by itself.
 *
 * @param firstPause pause before the second attempt; each further one is twice as long, less up to a quarter by chance
 */
record Attempts(int most, Duration firstPause, Duration retryAfter) {

    Attempts {
        if (most < 1) {
            throw new IllegalArgumentException("expected at least one attempt, found " + most);
        }
    }

    <T> T run(String what, Request<T> request) {
        for (int attempt = 1; ; attempt++) {
            try {
                return request.send();
            } catch (Exception e) {
                StoreFailure failure = StoreFailure.of(e);
                if (!failure.passing() || attempt == most) {
                    throw new ArtefactUnavailableException(
                            "object store: cannot " + what + ": " + failure.reason(), retryAfter, e);
                }
                pause(attempt, what);
            }
        }
    }

    private void pause(int attempt, String what) {
        long millis = firstPause.toMillis() << (attempt - 1);
        long jitter = ThreadLocalRandom.current().nextLong(millis / 4 + 1);
        try {
            TimeUnit.MILLISECONDS.sleep(millis - jitter);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ArtefactUnavailableException("object store: interrupted while waiting to " + what, retryAfter, e);
        }
    }

    @FunctionalInterface
    interface Request<T> {
        // The client declares a checked exception on every call and wraps others in it.
        T send() throws Exception;
    }
}
