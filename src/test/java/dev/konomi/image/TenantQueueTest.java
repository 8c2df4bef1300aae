package dev.konomi.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.web.ProblemException;
import org.junit.jupiter.api.Test;

class TenantQueueTest {
    private final TenantQueue queue = new TenantQueue();

    @Test
    void a_tenant_with_a_full_queue_is_refused_until_places_are_given_back() {
        TenantQueue.Places eight = queue.take("acme", 8, 10);

        assertThatThrownBy(() -> queue.take("acme", 3, 10)).isInstanceOfSatisfying(ProblemException.class, refusal -> {
            assertThat(refusal.kind().status()).isEqualTo(429);
            assertThat(refusal.retryAfter()).isPresent();
        });

        eight.close();
        assertThat(queue.take("acme", 10, 10).images()).isEqualTo(10);
    }

    @Test
    void another_tenants_queue_does_not_count() {
        queue.take("acme", 10, 10);

        assertThat(queue.take("bolt", 10, 10).images()).isEqualTo(10);
    }
}
