package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.model.Precision;
import dev.konomi.engine.runtime.Device;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineSizingTest {
    private static final long GIB = 1L << 30;
    /** Stable Diffusion 1.5: about a milliard numbers, 64 by 64 latents of 320 channels. */
    private static final long LARGE_WEIGHTS = 4 * GIB;

    private static final long LARGE_SAMPLE = 2L * 24 * 64 * 64 * 320 * 4;

    private static final long LARGE_DECODE = 11L * 512 * 512 * 128 * 4;

    private record Given(int threads, Optional<Boolean> arena, int batchLimit) implements EngineConfig {
        static final Given NOTHING = new Given(0, Optional.empty(), 0);

        @Override
        public Device device() {
            return Device.AUTO;
        }

        @Override
        public Optional<Precision> precision() {
            return Optional.empty();
        }

        @Override
        public int queueLimit() {
            return 1024;
        }

        @Override
        public Optional<Path> cacheFolder() {
            return Optional.empty();
        }
    }

    @Test
    void a_small_checkpoint_gets_every_core_the_arena_and_full_batches_on_a_small_machine() {
        EngineSizing sizing = EngineSizing.of(
                Given.NOTHING, machine(2, 4), 34 << 20, 2L * 24 * 16 * 16 * 48 * 4, 11L * 128 * 128 * 32 * 4);

        assertThat(sizing).isEqualTo(new EngineSizing(2, true, 8, 2));
        assertThat(sizing).hasToString("2 threads, arena on, at most 8 samples at once");
    }

    @Test
    void a_large_checkpoint_gets_fewer_samples_at_once_where_memory_is_short() {
        assertThat(EngineSizing.of(Given.NOTHING, machine(8, 32), LARGE_WEIGHTS, LARGE_SAMPLE, LARGE_DECODE))
                .isEqualTo(new EngineSizing(8, true, 8, 2));
        assertThat(EngineSizing.of(Given.NOTHING, machine(8, 16), LARGE_WEIGHTS, LARGE_SAMPLE, LARGE_DECODE))
                .isEqualTo(new EngineSizing(8, true, 6, 1));
        assertThat(EngineSizing.of(Given.NOTHING, machine(8, 12), LARGE_WEIGHTS, LARGE_SAMPLE, LARGE_DECODE))
                .isEqualTo(new EngineSizing(8, false, 1, 1));
    }

    @Test
    void what_is_configured_stands() {
        Given given = new Given(3, Optional.of(true), 64);

        assertThat(EngineSizing.of(given, machine(8, 12), LARGE_WEIGHTS, LARGE_SAMPLE, LARGE_DECODE))
                .isEqualTo(new EngineSizing(3, true, 64, 1));
    }

    private static Machine machine(int cores, long gibibytes) {
        return new Machine(cores, gibibytes * GIB, gibibytes * GIB / 4);
    }
}
