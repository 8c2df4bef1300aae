package dev.konomi.engine.diffusion;

import static dev.konomi.engine.diffusion.Samples.roundSample;
import static dev.konomi.engine.diffusion.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue queue = new FairQueue();

    private static LoopOptions atMost(int samples) {
        return new LoopOptions(samples, 1, 100);
    }

    private Sample add(SampleRequest request) {
        Sample sample = new Sample(
                request,
                new CompletableFuture<>(),
                request.sampler().course(new TinyDenoiser().scheduler(), request.steps()));
        queue.add(sample);
        return sample;
    }

    @Test
    void the_oldest_sample_of_a_key_goes_first() {
        Sample first = add(sample().build());
        Sample second = add(sample().build());
        add(sample().build());

        assertThat(queue.pick(atMost(2))).containsExactly(first, second);
    }

    @Test
    void a_key_that_was_served_stands_behind_those_that_were_not() {
        Sample acme = add(sample().of("acme").build());
        Sample bolt = add(sample().of("bolt").guidance(2).build());
        Sample crow = add(sample().of("crow").guidance(2).build());

        assertThat(queue.pick(atMost(1))).containsExactly(acme);
        assertThat(queue.pick(atMost(1))).containsExactly(bolt);
        assertThat(queue.pick(atMost(1))).containsExactly(crow);
        assertThat(queue.pick(atMost(1))).containsExactly(acme);
    }

    @Test
    void a_key_whose_pictures_have_another_size_stands_first_in_the_next_tick() {
        Sample small = add(sample().of("acme").size(64, 64).build());
        Sample large = add(sample().of("bolt").size(128, 128).build());

        assertThat(queue.pick(atMost(4))).containsExactly(small);
        assertThat(queue.pick(atMost(4))).containsExactly(large);
        assertThat(queue.pick(atMost(4))).containsExactly(small);
    }

    @Test
    void rounds_of_another_size_wait_until_the_interactive_samples_are_through() {
        Sample round = add(roundSample().size(64, 64).build());
        Sample interactive = add(sample().size(128, 128).build());

        assertThat(queue.pick(atMost(4))).containsExactly(interactive);
        queue.remove(interactive);
        assertThat(queue.pick(atMost(4))).containsExactly(round);
    }

    @Test
    void cancelled_samples_are_forgotten() {
        Sample cancelled = add(sample().build());
        Sample waiting = add(sample().build());
        cancelled.future().cancel(false);

        queue.removeDone();

        assertThat(queue.pick(atMost(4))).containsExactly(waiting);
        assertThat(queue.samples()).hasSize(1);
    }

    @Test
    void an_empty_queue_has_nothing_to_pick() {
        Sample only = add(sample().build());
        queue.remove(only);

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.pick(atMost(4))).isEqualTo(List.of());
    }

    @Test
    void a_picture_of_four_times_the_usual_pixels_takes_four_places() {
        Sample usual = add(sample().size(64, 64).build());
        Sample another = add(sample().size(64, 64).build());
        LoopOptions limits = new LoopOptions(8, 2, 100, 64 * 64);

        assertThat(queue.pick(limits)).containsExactly(usual, another);
        queue.remove(usual);
        queue.remove(another);
        Sample first = add(sample().size(128, 128).build());
        Sample second = add(sample().size(128, 128).build());
        add(sample().size(128, 128).build());

        assertThat(queue.pick(limits)).containsExactly(first, second);
        assertThat(limits.decodeOf(128 * 128)).isEqualTo(1);
        assertThat(limits.batchOf(1024 * 1024)).isEqualTo(1);
    }
}
