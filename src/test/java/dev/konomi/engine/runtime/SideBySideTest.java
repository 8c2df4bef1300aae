package dev.konomi.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    @Test
    void two_tasks_run_at_the_same_time_and_results_keep_their_order() {
        var bothRun = new CountDownLatch(2);
        Supplier<Boolean> waiting = () -> {
            bothRun.countDown();
            return await(bothRun);
        };

        try (var two = new SideBySide(2)) {
            assertThat(two.run(List.of(waiting, waiting))).containsExactly(true, true);
            assertThat(two.run(numbers(7))).containsExactly(0, 1, 2, 3, 4, 5, 6);
        }
    }

    @Test
    void one_at_a_time_runs_on_the_calling_thread() {
        try (var one = new SideBySide(1)) {
            List<Supplier<Thread>> tasks = List.of(Thread::currentThread, Thread::currentThread);

            assertThat(one.run(tasks)).containsOnly(Thread.currentThread());
        }
    }

    @Test
    void a_failure_is_thrown_as_it_is_and_only_when_nothing_runs_any_more() {
        var finished = new AtomicInteger();
        var failure = new EngineException("broken");
        Supplier<Integer> fails = () -> {
            throw failure;
        };

        try (var two = new SideBySide(2)) {
            assertThatThrownBy(() -> two.run(List.of(finished::incrementAndGet, fails, finished::incrementAndGet)))
                    .isSameAs(failure);
        }
        assertThat(finished).hasValue(2);
    }

    private static List<Supplier<Integer>> numbers(int count) {
        return IntStream.range(0, count)
                .<Supplier<Integer>>mapToObj(i -> () -> i)
                .toList();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
