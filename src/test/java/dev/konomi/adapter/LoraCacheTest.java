package dev.konomi.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoraCacheTest {

    /** 4 × 10 + 10 × 4 floats. */
    private static final int BYTES = 320;

    private final AtomicInteger loads = new AtomicInteger();

    @Test
    void weights_are_loaded_once() {
        LoraCache cache = new LoraCache(1000);

        LoraWeights first = cache.get("acme", "d1", this::load);

        assertThat(cache.get("acme", "d1", this::load)).isSameAs(first);
        assertThat(loads).hasValue(1);
        assertThat(cache.heldBytes()).isEqualTo(BYTES);
    }

    @Test
    void what_one_tenant_loaded_is_not_given_to_another() {
        LoraCache cache = new LoraCache(1000);

        LoraWeights acmes = cache.get("acme", "d1", this::load);

        assertThat(cache.get("bolt", "d1", this::load)).isNotSameAs(acmes);
        assertThat(loads).hasValue(2);
    }

    @Test
    void the_least_recently_used_weights_leave_first() {
        LoraCache cache = new LoraCache(2 * BYTES);
        cache.get("acme", "d1", this::load);
        cache.get("acme", "d2", this::load);
        cache.get("acme", "d1", this::load);

        cache.get("acme", "d3", this::load);

        assertThat(cache.heldBytes()).isEqualTo(2 * BYTES);
        cache.get("acme", "d1", this::load);
        assertThat(loads).hasValue(3);
        cache.get("acme", "d2", this::load);
        assertThat(loads).hasValue(4);
    }

    @Test
    void weights_larger_than_the_cache_are_served_and_not_kept() {
        LoraCache cache = new LoraCache(BYTES - 1);

        assertThat(cache.get("acme", "d1", this::load).rank()).isEqualTo(4);

        assertThat(cache.heldBytes()).isZero();
    }

    @Test
    void a_failed_load_is_tried_again() {
        LoraCache cache = new LoraCache(1000);
        assertThatThrownBy(() -> cache.get("acme", "d1", () -> {
                    throw new IllegalStateException("no store");
                }))
                .hasMessage("no store");

        assertThat(cache.get("acme", "d1", this::load)).isNotNull();
    }

    @Test
    void who_asks_while_weights_are_loaded_waits_for_them() throws Exception {
        LoraCache cache = new LoraCache(1000);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<LoraWeights> first = CompletableFuture.supplyAsync(() -> cache.get("acme", "d1", () -> {
            begun.countDown();
            await(go);
            return load();
        }));
        begun.await();
        CompletableFuture<LoraWeights> second =
                CompletableFuture.supplyAsync(() -> cache.get("acme", "d1", this::load));

        go.countDown();

        assertThat(second.get()).isSameAs(first.get());
        assertThat(loads).hasValue(1);
    }

    @Test
    void a_version_that_loads_slowly_delays_nobody_elses() throws Exception {
        LoraCache cache = new LoraCache(1000);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<LoraWeights> slow = CompletableFuture.supplyAsync(() -> cache.get("acme", "slow", () -> {
            begun.countDown();
            await(go);
            return load();
        }));
        begun.await();

        assertThat(cache.get("acme", "d2", this::load)).isNotNull();
        assertThat(cache.get("bolt", "slow", this::load)).isNotNull();
        assertThat(slow).isNotDone();

        go.countDown();
        assertThat(slow.get()).isNotNull();
    }

    @Test
    void who_waits_for_a_load_that_breaks_hears_of_it() throws Exception {
        LoraCache cache = new LoraCache(1000);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<LoraWeights> first = CompletableFuture.supplyAsync(() -> cache.get("acme", "d1", () -> {
            begun.countDown();
            await(go);
            throw new OutOfMemoryError("heap");
        }));
        begun.await();
        CompletableFuture<LoraWeights> second = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                second.complete(cache.get("acme", "d1", this::load));
            } catch (OutOfMemoryError e) {
                second.completeExceptionally(e);
            }
        });
        waiting.start();
        org.awaitility.Awaitility.await().until(() -> waiting.getState() == Thread.State.WAITING);

        go.countDown();

        assertThatThrownBy(first::join).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThatThrownBy(second::join).hasCauseInstanceOf(OutOfMemoryError.class);
        assertThat(cache.get("acme", "d1", this::load)).isNotNull();
    }

    @Test
    void thousands_are_known_and_as_many_as_fit_are_hot() {
        LoraCache cache = new LoraCache(300 * BYTES);

        for (int round = 0; round < 3; round++) {
            for (int adapter = 0; adapter < 3000; adapter++) {
                cache.get("tenant " + adapter % 50, "d" + adapter, this::load);
                cache.get("acme", "hot " + adapter % 100, this::load);
            }
        }

        // the 100 that every second request asks for were loaded once; the others leave before they come again
        assertThat(loads).hasValue(3 * 3000 + 100);
        assertThat(cache.heldBytes()).isEqualTo(300 * BYTES);
    }

    private LoraWeights load() {
        loads.incrementAndGet();
        return TestLoras.weights(List.of(new LoraSiteShape("a.to_q", 10, 10)), 4, 1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
