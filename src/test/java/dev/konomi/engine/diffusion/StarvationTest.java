package dev.konomi.engine.diffusion;

import static dev.konomi.engine.diffusion.Samples.roundSample;
import static dev.konomi.engine.diffusion.Samples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No sample starves and no tenant is short-changed: days of traffic on a virtual clock. With N share keys of a priority,
 * T the longest tick (UNet and VAE) and S the steps of a sample and of those before it in its lane, an interactive sample
 * is denoised within (4N − 2)·T·S and one training tick, for between two steps of a lane's oldest sample every other lane
 * leads ticks of 2T at most, and rounds lead one tick for each of them at most.
 */
class StarvationTest {
    private static final int LIMIT = 8;
    private static final int DECODE_LIMIT = 2;
    private static final long LARGEST = 128 * 128;
    private static final int[][] SIZES = {{64, 64}, {128, 64}, {128, 128}};

    /** LIMIT guided samples of the largest size, and as many of its pictures as are decoded in one tick. */
    private static final long LONGEST_TICK = LARGEST * (2 * LIMIT + 3 * DECODE_LIMIT);

    private static final long TRAINING_TICK = 3 * LONGEST_TICK;

    private final AtomicLong clock = new AtomicLong();
    private final DenoiseLoop loop = DenoiseLoop.handCranked(
            new TimedDenoiser(clock), new LoopOptions(LIMIT, DECODE_LIMIT, 100_000), clock::get);

    /** What is known of a sample when it is submitted. */
    private record Waiting(
            String key,
            Priority priority,
            long since,
            long stepsBefore,
            int steps,
            CompletableFuture<SampleResult> future) {}

    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<Priority, Set<String>> keys = new HashMap<>();

    private Waiting submit(SampleRequest request) {
        long before = waiting.stream()
                .filter(other -> !other.future().isDone()
                        && other.key().equals(request.shareKey())
                        && other.priority() == request.priority())
                .mapToLong(Waiting::steps)
                .sum();
        keys.computeIfAbsent(request.priority(), unseen -> new HashSet<>()).add(request.shareKey());
        Waiting one = new Waiting(
                request.shareKey(), request.priority(), clock.get(), before, request.steps(), loop.submit(request));
        waiting.add(one);
        return one;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void every_sample_of_a_random_crowd_is_through_within_its_bound(long seed) {
        Random random = new Random(seed);
        List<CompletableFuture<Integer>> training = new ArrayList<>();
        int submitted = 0;
        int ticks = 0;
        while (submitted < 1500 || !waiting.isEmpty()) {
            if (submitted < 1500) {
                for (int arrivals = random.nextInt(3); arrivals > 0; arrivals--, submitted++) {
                    submit(anything(random));
                }
                if (random.nextInt(4) == 0) {
                    training.add(loop.runTick(() -> {
                        clock.addAndGet(TRAINING_TICK);
                        return 1;
                    }));
                }
                if (random.nextInt(5) == 0 && !waiting.isEmpty()) {
                    waiting.get(random.nextInt(waiting.size())).future().cancel(false);
                }
            }
            loop.tick();
            ticks++;
            settle();
        }
        assertThat(ticks).isGreaterThan(1000);
        while (loop.tick()) {}
        assertThat(training).allSatisfy(tick -> assertThat(tick).isCompletedWithValue(1));
        assertThat(loop.queued()).isZero();
    }

    private static SampleRequest anything(Random random) {
        int[] size = SIZES[random.nextInt(SIZES.length)];
        boolean round = random.nextInt(4) == 0;
        return (round ? roundSample() : sample())
                .of("tenant " + random.nextInt(round ? 3 : 12))
                .size(size[0], size[1])
                .steps(1 + random.nextInt(round ? 20 : 8))
                .guidance(random.nextBoolean() ? 5 : 1)
                .build();
    }

    /** Checks those that came through against their bounds and forgets them. */
    private void settle() {
        waiting.removeIf(one -> {
            if (one.future().isDone() && !one.future().isCancelled()) {
                assertThat(clock.get() - one.since())
                        .as("%s of %s, %d steps behind %d", one.priority(), one.key(), one.steps(), one.stepsBefore())
                        .isLessThanOrEqualTo(bound(one));
            }
            return one.future().isDone();
        });
    }

    private long bound(Waiting one) {
        long steps = one.stepsBefore() + one.steps();
        long lanes = keys.get(one.priority()).size();
        // who is denoised waits for those before it, and a round's picture for eight ticks' more
        long decoding = (LIMIT * 8L + waiting.size()) * LONGEST_TICK;
        long interactive = (4 * lanes - 2) * LONGEST_TICK * steps + TRAINING_TICK;
        return decoding + (one.priority() == Priority.INTERACTIVE ? interactive : ofRounds(lanes, steps));
    }

    /**
     * Rounds lead once in 8 of their head's work and two ticks; each sample's tick may be followed by one of training,
     * and another lane leads 2T / (the smallest tick) times at most before a lane's turn.
     */
    private static long ofRounds(long lanes, long steps) {
        long smallest = 64 * 64;
        long leads = (lanes - 1) * (2 * LONGEST_TICK / smallest + 1) + 1;
        long period = 2 * (FairQueue.ROUND_SHARE * 2 * LARGEST + 2 * LONGEST_TICK) + TRAINING_TICK;
        return leads * period * steps;
    }

    @Test
    void a_sample_of_a_size_of_its_own_is_not_passed_over_for_its_own_tenants_later_ones() {
        Waiting odd = submit(sample().of("acme").size(128, 128).steps(3).build());
        for (int tick = 0; !odd.future().isDone(); tick++) {
            assertThat(tick).isLessThan(200);
            submit(sample().of("bolt").steps(2).build());
            submit(sample().of("acme").steps(2).build());
            loop.tick();
        }
        assertThat(clock.get()).isLessThanOrEqualTo(bound(odd));
    }

    @Test
    void a_round_of_a_size_of_its_own_goes_on_beside_a_round_that_always_finds_company() {
        Waiting odd = submit(roundSample().of("crow").size(128, 128).steps(5).build());
        for (int tick = 0; !odd.future().isDone(); tick++) {
            assertThat(tick).isLessThan(5_000);
            submit(sample().of("bolt").steps(1).build());
            submit(roundSample().of("acme").steps(1).build());
            loop.tick();
        }
    }

    @Test
    void rounds_have_an_eighth_of_a_device_that_interactive_samples_could_fill() {
        long interactiveWork = keepBusy(4_000, List.of(sample().of("acme").guidance(5), sample().of("bolt")), LIMIT);

        long roundWork = workOf.getOrDefault("round", 0L);

        assertThat((double) roundWork / (interactiveWork + roundWork)).isBetween(0.12, 0.15);
    }

    private final Map<String, Long> workOf = new HashMap<>();

    /** Keeps so many samples of each kind in flight, and some of a round's; returns the work done for the kinds. */
    private long keepBusy(int ticks, List<Samples> kinds, int each) {
        Map<CompletableFuture<SampleResult>, Object[]> running = new HashMap<>();
        long total = 0;
        for (int tick = 0; tick < ticks; tick++) {
            top(running, kinds, each);
            top(running, List.of(roundSample().of("round").guidance(5)), LIMIT);
            loop.tick();
            for (var done : running.entrySet().stream()
                    .filter(entry -> entry.getKey().isDone())
                    .toList()) {
                running.remove(done.getKey());
                SampleRequest request = (SampleRequest) done.getValue()[0];
                long work = (long) request.rows() * request.steps() * request.heightPx() * request.widthPx();
                workOf.merge(request.shareKey(), work, Long::sum);
                total += request.priority() == Priority.INTERACTIVE ? work : 0;
            }
        }
        return total;
    }

    private void top(Map<CompletableFuture<SampleResult>, Object[]> running, List<Samples> kinds, int each) {
        for (Samples kind : kinds) {
            SampleRequest request = kind.steps(6).build();
            long there = running.values().stream()
                    .filter(entry -> ((SampleRequest) entry[0]).shareKey().equals(request.shareKey()))
                    .count();
            for (long more = there; more < each; more++) {
                running.put(loop.submit(request), new Object[] {request});
            }
        }
    }

    @Test
    void tenants_of_one_size_have_equal_shares_however_much_each_asks_for() {
        List<Samples> kinds = IntStream.range(0, 12)
                .mapToObj(tenant -> sample().of("tenant " + tenant).guidance(tenant % 2 == 0 ? 5 : 1))
                .toList();

        keepBusy(6_000, kinds, 20);
        workOf.remove("round");

        assertThat(jain(workOf)).isGreaterThan(0.99);
    }

    @Test
    void tenants_of_large_and_of_small_pictures_have_equal_shares_of_the_devices_time() {
        List<Samples> kinds = IntStream.range(0, 3)
                .mapToObj(tenant -> sample().of("tenant " + tenant).size(SIZES[tenant][0], SIZES[tenant][1]))
                .toList();

        keepBusy(12_000, kinds, 2 * LIMIT);
        workOf.remove("round");

        // the smallest ones ride along with the round of their size now and then
        assertThat(jain(workOf)).isGreaterThan(0.95);
    }

    /** Jain's index of fairness: 1 when all have the same, 1/n when one has all. */
    private static double jain(Map<String, Long> shares) {
        double sum = shares.values().stream().mapToDouble(Long::doubleValue).sum();
        double squares = DoubleStream.of(
                        shares.values().stream().mapToDouble(Long::doubleValue).toArray())
                .map(share -> share * share)
                .sum();
        return sum * sum / (shares.size() * squares);
    }
}
