package dev.konomi.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class GuessGuardTest {
    private final HandClock clock = new HandClock();
    private final GuessGuard guard = new GuessGuard(clock);

    @Test
    void a_few_wrong_passwords_are_free() {
        fail(GuessGuard.FREE_TRIES - 1);

        assertThat(guard.wait("ann")).isEmpty();
    }

    @Test
    void each_further_one_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        fail(GuessGuard.FREE_TRIES);
        assertThat(guard.wait("ann")).contains(Duration.ofSeconds(30));
        fail(1);
        assertThat(guard.wait("ann")).contains(Duration.ofSeconds(60));
        fail(100);
        assertThat(guard.wait("ann")).contains(Duration.ofMinutes(15));
    }

    @Test
    void the_wait_ends_and_others_never_had_to() {
        fail(GuessGuard.FREE_TRIES);
        assertThat(guard.wait("bob")).isEmpty();

        clock.now = clock.now.plusSeconds(30);
        assertThat(guard.wait("ann")).isEmpty();
    }

    @Test
    void the_right_password_forgets_the_wrong_ones() {
        fail(GuessGuard.FREE_TRIES - 1);
        guard.succeeded("ann");
        fail(GuessGuard.FREE_TRIES - 1);

        assertThat(guard.wait("ann")).isEmpty();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            guard.failed("ann");
        }
    }

    private static final class HandClock extends Clock {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
