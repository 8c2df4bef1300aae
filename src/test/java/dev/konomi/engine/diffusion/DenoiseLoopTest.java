package dev.konomi.engine.diffusion;

import static dev.konomi.engine.diffusion.Samples.roundSample;
import static dev.konomi.engine.diffusion.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.runtime.EngineException;
import dev.konomi.engine.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DenoiseLoopTest {
    private final TinyDenoiser denoiser = new TinyDenoiser();
    private final AtomicLong clock = new AtomicLong();
    private DenoiseLoop loop = loopOf(4);

    private DenoiseLoop loopOf(int batchLimit) {
        return DenoiseLoop.handCranked(denoiser, new LoopOptions(batchLimit, 2, 100), () -> clock.getAndAdd(1_000_000));
    }

    private void crank(int ticks) {
        for (int i = 0; i < ticks; i++) {
            loop.tick();
        }
    }

    private void crankUntilIdle() {
        while (loop.tick()) {
            assertThat(denoiser.batches.size()).isLessThan(10_000);
        }
    }

    @Test
    void a_sample_takes_one_tick_for_each_step() {
        CompletableFuture<SampleResult> painted =
                loop.submit(sample().steps(3).seed(42).build());

        crank(2);
        assertThat(painted).isNotDone();
        crank(1);

        assertThat(painted).isDone();
        assertThat(painted.join().seed()).isEqualTo(42);
        assertThat(painted.join().adapterDigest()).isEqualTo("base");
        assertThat(painted.join().latents().shape()).containsExactly(1, 8, 8);
        assertThat(painted.join().pixels().shape()).containsExactly(3, 64, 64);
        assertThat(loop.tick()).isFalse();
        assertThat(loop.queued()).isZero();
    }

    @Test
    void new_samples_join_at_the_next_tick_whatever_the_others_step() {
        loop.submit(sample().steps(5).build());
        crank(2);

        loop.submit(sample().steps(10).build());
        crank(1);

        DenoiseBatch mixed = denoiser.batches.get(2);
        assertThat(denoiser.rows()).containsExactly(1, 1, 2);
        assertThat(mixed.timesteps().f32()).containsExactly(401, 901);
    }

    @Test
    void guidance_runs_both_halves_in_one_call_and_no_guidance_only_the_conditional_one() {
        loop.submit(sample().prompt("0.5").negativePrompt("0.25").guidance(5).build());
        loop.submit(sample().prompt("0.75").guidance(1).build());

        crank(1);

        assertThat(denoiser.rows()).containsExactly(3);
        assertThat(denoiser.texts(0)).containsExactly(0.5f, 0.25f, 0.75f);
    }

    @Test
    void guidance_moves_the_prediction_away_from_the_negative_prompt() {
        CompletableFuture<SampleResult> guided = loop.submit(
                sample().prompt("1").negativePrompt("0").guidance(3).steps(1).build());
        CompletableFuture<SampleResult> plain =
                loop.submit(sample().prompt("3").guidance(1).steps(1).build());

        crankUntilIdle();

        // 0 + 3 · (1 − 0) = 3: the same prediction, so the same picture
        assertThat(guided.join().latents().f32())
                .containsExactly(plain.join().latents().f32(), within(1e-5f));
    }

    @Test
    void what_is_unfinished_when_the_loop_closes_is_told_so() {
        CompletableFuture<SampleResult> begun = loop.submit(sample().steps(5).build());
        crank(2);
        CompletableFuture<SampleResult> queued = loop.submit(sample().build());
        CompletableFuture<String> training = loop.runTick(() -> "trained");

        loop.close();

        CompletableFuture<SampleResult> late = loop.submit(sample().build());
        for (CompletableFuture<?> one : List.of(begun, queued, training, late)) {
            assertThatThrownBy(one::join).hasCauseInstanceOf(LoopClosedException.class);
        }
    }

    @Test
    void samplers_share_a_batch_and_each_goes_its_own_way() {
        SampleRequest ddim = sample().steps(4).seed(7).build();
        SampleRequest solver =
                sample().steps(6).seed(7).sampler(new DpmSolver()).build();
        CompletableFuture<SampleResult> ddimAlone = loop.submit(ddim);
        crankUntilIdle();
        CompletableFuture<SampleResult> solverAlone = loop.submit(solver);
        crankUntilIdle();
        int callsBefore = denoiser.batches.size();

        CompletableFuture<SampleResult> ddimInCompany = loop.submit(ddim);
        CompletableFuture<SampleResult> solverInCompany = loop.submit(solver);
        crankUntilIdle();

        assertThat(denoiser.batches.get(callsBefore).timesteps().f32()).containsExactly(751, 999);
        assertThat(ddimInCompany.join().latents()).isEqualTo(ddimAlone.join().latents());
        assertThat(solverInCompany.join().latents())
                .isEqualTo(solverAlone.join().latents());
        assertThat(solverAlone.join().initialNoise()).isEqualTo(ddimAlone.join().initialNoise());
        assertThat(solverAlone.join().latents()).isNotEqualTo(ddimAlone.join().latents());
    }

    @Test
    void only_a_sampler_with_a_density_records_steps() {
        assertThatThrownBy(() -> sample().sampler(new DpmSolver()).record(1).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("ddim", "eta above 0", "found dpmpp_2m");
        assertThatThrownBy(() -> sample().eta(0).record(1).build()).hasMessageContaining("found ddim, eta 0.0");
    }

    private static org.assertj.core.data.Offset<Float> within(float bound) {
        return org.assertj.core.data.Offset.offset(bound);
    }

    @Test
    void interactive_samples_go_before_rounds_which_ride_along_with_as_much_work_again() {
        loop = loopOf(6);
        for (int i = 0; i < 8; i++) {
            loop.submit(roundSample().prompt("0.1").build());
        }
        crank(1);
        loop.submit(sample().prompt("0.9").build());
        crank(1);
        for (int i = 0; i < 3; i++) {
            loop.submit(sample().prompt("0.9").build());
        }

        crank(1);

        assertThat(denoiser.texts(0)).containsExactly(0.1f, 0.1f, 0.1f, 0.1f, 0.1f, 0.1f);
        assertThat(denoiser.texts(1)).containsExactly(0.9f, 0.1f);
        assertThat(denoiser.texts(2)).containsExactly(0.9f, 0.9f, 0.9f, 0.9f, 0.1f, 0.1f);
    }

    @Test
    void share_keys_take_turns_however_many_samples_each_has() {
        for (int i = 0; i < 20; i++) {
            loop.submit(
                    roundSample().of("acme").prompt("0.1").guidance(2).steps(2).build());
        }
        loop.submit(roundSample().of("bolt").prompt("0.2").guidance(2).steps(2).build());
        loop.submit(roundSample().of("bolt").prompt("0.2").guidance(2).steps(2).build());

        crank(1);

        assertThat(denoiser.texts(0).stream().filter(text -> text == 0.1f)).hasSize(2);
        assertThat(denoiser.texts(0).stream().filter(text -> text == 0.2f)).hasSize(2);
    }

    @Test
    void share_keys_are_paid_in_rows_so_that_guidance_costs_double() {
        loop = loopOf(6);
        for (int i = 0; i < 20; i++) {
            loop.submit(
                    roundSample().of("acme").prompt("0.1").guidance(2).steps(1).build());
            loop.submit(
                    roundSample().of("bolt").prompt("0.2").guidance(1).steps(1).build());
        }

        crank(1);

        assertThat(denoiser.texts(0).stream().filter(text -> text == 0.1f)).hasSize(2);
        assertThat(denoiser.texts(0).stream().filter(text -> text == 0.2f)).hasSize(4);
    }

    @Test
    void with_room_for_one_sample_three_keys_share_the_ticks_evenly() {
        loop = loopOf(1);
        for (String key : List.of("0.1", "0.2", "0.3")) {
            loop.submit(sample().of(key).prompt(key).steps(10).build());
        }

        crank(9);

        for (float key : new float[] {0.1f, 0.2f, 0.3f}) {
            assertThat(denoiser.batches.stream().filter(batch -> batch.text().f32()[0] == key))
                    .hasSize(3);
        }
    }

    @Test
    void pictures_of_different_sizes_never_share_a_call_and_none_starves() {
        for (int i = 0; i < 6; i++) {
            loop.submit(sample().of("acme").size(64, 64).steps(50).build());
        }
        CompletableFuture<SampleResult> wide =
                loop.submit(sample().of("bolt").size(128, 64).steps(3).build());

        crank(7);

        assertThat(wide).isDone();
        assertThat(denoiser.batches)
                .allSatisfy(batch -> assertThat(batch.latents().dim(3)).isIn(8, 16));
    }

    @Test
    void training_ticks_and_round_samples_alternate() {
        List<String> order = new ArrayList<>();
        loop.submit(roundSample().steps(3).build());
        for (int i = 0; i < 3; i++) {
            loop.runTick(() -> order.add("train after " + denoiser.batches.size()));
        }

        crankUntilIdle();

        assertThat(order).containsExactly("train after 0", "train after 1", "train after 2");
    }

    @Test
    void an_interactive_sample_never_waits_more_than_one_training_tick() {
        List<Integer> trainedAfter = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            loop.runTick(() -> trainedAfter.add(denoiser.batches.size()));
        }
        crank(1);
        CompletableFuture<SampleResult> painted = loop.submit(sample().steps(10).build());

        while (!painted.isDone()) {
            loop.tick();
        }

        // once before the sample came, and once when training had been held back for eight times its length
        assertThat(trainedAfter).hasSize(2);
        assertThat(trainedAfter.get(1)).isGreaterThan(1);
    }

    @Test
    void a_short_sample_waits_for_no_training_that_begins_after_it_came() {
        loop.runTick(() -> clock.addAndGet(100_000_000));
        crank(1);
        CompletableFuture<Long> next = loop.runTick(() -> clock.addAndGet(100_000_000));
        CompletableFuture<SampleResult> painted = loop.submit(sample().steps(4).build());

        crank(4);

        assertThat(painted).isDone();
        assertThat(next).isNotDone();
        crank(1);
        assertThat(next).isDone();
    }

    @Test
    void a_sample_that_arrives_during_a_training_tick_has_waited_for_it() {
        List<CompletableFuture<SampleResult>> painted = new ArrayList<>();
        loop.runTick(() -> painted.add(loop.submit(sample().steps(4).build())));
        loop.runTick(() -> {
            assertThat(painted.get(0)).isDone();
            return true;
        });

        crankUntilIdle();

        assertThat(painted.get(0)).isCompleted();
    }

    @Test
    void training_goes_on_under_a_steady_stream_of_interactive_samples() {
        List<CompletableFuture<Integer>> trained = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            trained.add(loop.runTick(() -> 1));
        }

        for (int i = 0; i < 40; i++) {
            loop.submit(sample().steps(4).build());
            crank(2);
        }

        assertThat(trained).allSatisfy(tick -> assertThat(tick).isCompletedWithValue(1));
    }

    @Test
    void a_failing_training_tick_fails_alone() {
        CompletableFuture<Object> failing = loop.runTick(() -> {
            throw new IllegalStateException("diverged");
        });
        CompletableFuture<String> next = loop.runTick(() -> "fine");

        crank(2);

        assertThat(failing).isCompletedExceptionally();
        assertThat(next).isCompletedWithValue("fine");
    }

    @Test
    void cancelling_takes_a_sample_out_at_the_next_tick() {
        CompletableFuture<SampleResult> cancelled =
                loop.submit(sample().steps(10).build());
        loop.submit(sample().steps(10).build());
        crank(2);

        cancelled.cancel(true);
        crank(1);

        assertThat(denoiser.rows()).containsExactly(2, 2, 1);
        assertThat(loop.queued()).isEqualTo(1);
    }

    @Test
    void the_queue_is_bounded() {
        loop = DenoiseLoop.handCranked(denoiser, new LoopOptions(4, 2, 2), clock::get);
        loop.submit(sample().build());
        CompletableFuture<SampleResult> second = loop.submit(sample().build());

        assertThatThrownBy(() -> loop.submit(sample().build()))
                .isInstanceOf(QueueFullException.class)
                .hasMessageContaining("2 unfinished samples");

        second.cancel(false);
        assertThat(loop.submit(sample().build())).isNotDone();
    }

    @Test
    void a_failing_call_fails_its_batch_and_the_loop_lives_on() {
        CompletableFuture<SampleResult> unlucky = loop.submit(sample().build());
        denoiser.failNextPrediction();
        crank(1);
        CompletableFuture<SampleResult> next = loop.submit(sample().build());

        crankUntilIdle();

        assertThatThrownBy(unlucky::join)
                .hasCauseInstanceOf(EngineException.class)
                .hasMessageContaining("the device is on fire");
        assertThat(next).isCompleted();
        assertThat(loop.queued()).isZero();
    }

    @Test
    void a_failing_decoding_fails_its_batch_only() {
        CompletableFuture<SampleResult> unlucky = loop.submit(sample().steps(1).build());
        denoiser.failNextDecoding();
        crank(1);
        CompletableFuture<SampleResult> next = loop.submit(sample().steps(1).build());

        crankUntilIdle();

        assertThatThrownBy(unlucky::join).hasCauseInstanceOf(EngineException.class);
        assertThat(next).isCompleted();
    }

    @Test
    void a_prompt_that_cannot_be_encoded_fails_alone() {
        CompletableFuture<SampleResult> unreadable =
                loop.submit(sample().prompt("unreadable").build());
        CompletableFuture<SampleResult> readable = loop.submit(sample().build());

        crankUntilIdle();

        assertThat(unreadable).isCompletedExceptionally();
        assertThat(readable).isCompleted();
    }

    @Test
    void what_the_networks_cannot_paint_is_refused_before_it_queues() {
        assertThatThrownBy(() -> loop.submit(sample().size(65, 64).build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        loop.submit(sample().initialNoise(Tensor.zeros(1, 2, 3)).build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[1, 8, 8]");

        assertThat(loop.queued()).isZero();
    }

    @Test
    void every_row_runs_in_the_slot_of_its_adapter_and_the_base_in_slot_0() {
        AdapterRef teal = adapter("teal");
        AdapterRef rose = adapter("rose");
        loop.submit(sample().adapter(teal).guidance(2).build());
        loop.submit(sample().build());
        CompletableFuture<SampleResult> painted =
                loop.submit(sample().adapter(rose).build());
        loop.submit(sample().adapter(adapter("teal")).build());

        crankUntilIdle();

        assertThat(denoiser.batches.get(0).slots().i64()).containsExactly(1, 1, 0, 2, 1);
        assertThat(denoiser.batches.get(0).adapters()).containsExactly(teal, rose);
        assertThat(painted.join().adapterDigest()).isEqualTo("rose");
    }

    private static AdapterRef adapter(String digest) {
        return AdapterRef.of(digest, new LoraWeights(4, 4, new TreeMap<>()));
    }

    @Test
    void the_requested_steps_are_kept_and_lead_into_each_other() {
        CompletableFuture<SampleResult> painted =
                loop.submit(sample().steps(4).record(0, 1, 3).build());

        crankUntilIdle();

        List<RecordedStep> kept = painted.join().recorded();
        assertThat(kept).extracting(RecordedStep::stepIndex).containsExactly(0, 1, 3);
        assertThat(kept).extracting(RecordedStep::timestep).containsExactly(751, 501, 1);
        assertThat(kept.get(0).latents()).isEqualTo(painted.join().initialNoise());
        assertThat(kept.get(1).latents()).isEqualTo(kept.get(0).nextLatents());
        assertThat(kept.get(2).nextLatents()).isEqualTo(painted.join().latents());
        assertThat(kept).allSatisfy(step -> assertThat(step.logProbability()).isFinite());
    }

    @Test
    void the_same_seed_paints_the_same_picture_whatever_else_is_in_the_batch() {
        SampleRequest request = sample().seed(7).guidance(4).steps(6).build();
        CompletableFuture<SampleResult> alone = loop.submit(request);
        crankUntilIdle();

        loop.submit(sample().seed(8).steps(9).build());
        crank(3);
        CompletableFuture<SampleResult> inCompany = loop.submit(request);
        loop.submit(roundSample().seed(9).guidance(2).build());
        crankUntilIdle();

        assertThat(inCompany.join().latents()).isEqualTo(alone.join().latents());
        assertThat(inCompany.join().pixels()).isEqualTo(alone.join().pixels());
    }

    @Test
    void a_given_initial_noise_takes_the_place_of_the_seed_s() {
        Tensor noise = GaussianNoise.seeded(99).tensor(1, 8, 8);

        CompletableFuture<SampleResult> painted =
                loop.submit(sample().initialNoise(noise).build());
        crankUntilIdle();

        assertThat(painted.join().initialNoise()).isEqualTo(noise);
        assertThat(denoiser.batches.get(0).latents().f32()).containsExactly(noise.f32());
    }

    @Test
    void finished_samples_are_decoded_together_interactive_ones_first_and_alone() {
        List<CompletableFuture<SampleResult>> rounds = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            rounds.add(loop.submit(roundSample().guidance(1).steps(1).build()));
        }
        CompletableFuture<SampleResult> interactive =
                loop.submit(sample().guidance(2).steps(2).build());

        crank(2);

        assertThat(interactive).isDone();
        assertThat(rounds).noneMatch(CompletableFuture::isDone);
        crank(2);
        assertThat(rounds).allSatisfy(round -> assertThat(round).isDone());
        assertThat(denoiser.decodedBatches).containsExactly(1, 2, 1);
    }

    @Test
    void pictures_of_rounds_are_decoded_though_interactive_ones_keep_finishing() {
        CompletableFuture<SampleResult> round =
                loop.submit(roundSample().steps(1).build());
        for (int i = 0; i < 40 && !round.isDone(); i++) {
            for (int k = 0; k < 4; k++) {
                loop.submit(sample().steps(1).build());
            }
            crank(1);
        }

        assertThat(round).isDone();
    }

    @Test
    void a_sample_is_charged_its_rows_share_of_the_device_time() {
        CompletableFuture<SampleResult> guided =
                loop.submit(sample().guidance(2).steps(1).build());
        CompletableFuture<SampleResult> plain =
                loop.submit(sample().guidance(1).steps(1).build());

        crankUntilIdle(); // the clock moves 1 ms for each call: the UNet takes 1 ms, and so does the VAE

        assertThat(guided.join().deviceTime()).isEqualTo(Duration.ofNanos(666_666 + 666_666));
        assertThat(plain.join().deviceTime()).isEqualTo(Duration.ofNanos(333_333 + 333_333));
    }

    @Test
    void closing_fails_what_is_unfinished_and_refuses_what_comes_later() {
        CompletableFuture<SampleResult> running = loop.submit(sample().build());
        crank(1);
        CompletableFuture<SampleResult> waiting = loop.submit(sample().build());
        CompletableFuture<Integer> training = loop.runTick(() -> 1);

        loop.close();
        loop.close();

        assertThat(running).isCompletedExceptionally();
        assertThat(waiting).isCompletedExceptionally();
        assertThat(training).isCompletedExceptionally();
        assertThat(loop.submit(sample().build())).isCompletedExceptionally();
        assertThat(loop.runTick(() -> 1)).isCompletedExceptionally();
        assertThat(loop.queued()).isZero();
    }

    @Test
    void the_device_thread_does_the_same_without_being_cranked() throws Exception {
        try (DenoiseLoop running = DenoiseLoop.start(denoiser, LoopOptions.DEFAULT)) {
            CompletableFuture<SampleResult> painted =
                    running.submit(sample().steps(20).build());
            CompletableFuture<String> thread =
                    running.runTick(() -> Thread.currentThread().getName());

            assertThat(painted.get(10, TimeUnit.SECONDS).pixels().shape()).containsExactly(3, 64, 64);
            assertThat(thread.get(10, TimeUnit.SECONDS)).isEqualTo("denoise-loop");
        }
    }
}
