package dev.konomi.tenant;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Slows down whoever guesses passwords: after a few wrong ones in a row a name has to wait, longer each time. In memory,
 * because the local issuer never runs in more than one process.
 */
final class GuessGuard {
    static final int FREE_TRIES = 5;
    static final Duration FIRST_WAIT = Duration.ofSeconds(30);
    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int MAX_NAMES = 1000;

    private final Clock clock;
    private final Map<String, Failures> byName = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_NAMES;
        }
    };

    private record Failures(int count, Instant until) {}

    GuessGuard(Clock clock) {
        this.clock = clock;
    }

    /** How long this name still has to wait; empty when it may try. */
    synchronized Optional<Duration> wait(String name) {
        Failures failures = byName.get(name);
        if (failures == null) {
            return Optional.empty();
        }
        Duration left = Duration.between(clock.instant(), failures.until());
        return !left.isNegative() && !left.isZero() ? Optional.of(left) : Optional.empty();
    }

    synchronized void failed(String name) {
        Failures before = byName.remove(name);
        int count = before == null ? 1 : before.count() + 1;
        byName.put(name, new Failures(count, clock.instant().plus(waitAfter(count))));
    }

    synchronized void succeeded(String name) {
        byName.remove(name);
    }

    private static Duration waitAfter(int count) {
        if (count < FREE_TRIES) {
            return Duration.ZERO;
        }
        int doublings = Math.min(count - FREE_TRIES, 10);
        Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
