package dev.konomi.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class DirectBuffersTest {

    private final DirectBuffers buffers = new DirectBuffers(1000);

    @Test
    void a_buffer_serves_again_for_what_is_nearly_as_large() {
        ByteBuffer first = buffers.take(400);
        buffers.give(first);

        assertThat(buffers.take(150)).isNotSameAs(first);
        assertThat(buffers.take(300)).isSameAs(first);
    }

    @Test
    void no_more_is_kept_than_the_limit_and_the_longest_unused_leaves_first() {
        ByteBuffer first = buffers.take(400);
        ByteBuffer second = buffers.take(400);
        ByteBuffer third = buffers.take(400);
        buffers.give(first);
        buffers.give(second);
        buffers.give(third);

        assertThat(buffers.keptBytes()).isEqualTo(800);
        assertThat(buffers.take(400)).isSameAs(third);
        assertThat(buffers.take(400)).isSameAs(second);
    }

    @Test
    void closing_frees_what_is_kept_and_what_comes_back_later() {
        ByteBuffer out = buffers.take(400);
        buffers.give(buffers.take(300));

        buffers.close();
        buffers.give(out);

        assertThat(buffers.keptBytes()).isZero();
    }
}
