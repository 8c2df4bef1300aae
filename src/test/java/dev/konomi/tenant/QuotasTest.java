package dev.konomi.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import dev.konomi.web.RateLimit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(EmbeddedServices.class)
@Tag("server")
class QuotasTest {
    private static final String TENANT = "thrifty";
    private static final int A_MINUTE = 4;

    @Inject
    Quotas quotas;

    @Inject
    Tenants tenants;

    @Inject
    ActiveTenant active;

    @Inject
    EntityManager entities;

    @BeforeEach
    void a_tenant_with_a_full_bucket() throws Exception {
        tenants.create(new TenantDeclaration(
                TENANT, "Thrifty", new TenantLimits(A_MINUTE, 10, 1, 1 << 20), SafetyPolicy.NONE));
        sql("delete from quota_bucket where tenant_id = '" + TENANT + "'");
    }

    @Test
    void a_minutes_worth_can_be_taken_at_once_and_no_more() throws Exception {
        RateLimit left = take(3);
        assertThat(left.remaining()).isEqualTo(1);
        assertThat(left.quota()).isEqualTo(A_MINUTE);

        assertThatThrownBy(() -> take(2)).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.kind()).isEqualTo(ProblemKind.TOO_MANY_REQUESTS);
            assertThat(e.retryAfter().orElseThrow()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(15));
            assertThat(e.headers()).containsKeys("RateLimit", "RateLimit-Policy");
        });
        assertThat(take(1).remaining()).isZero();
    }

    @Test
    void the_bucket_fills_steadily_up_to_a_minutes_worth() throws Exception {
        take(4);
        ago(Duration.ofSeconds(31));
        assertThat(take(2).remaining()).isZero();

        ago(Duration.ofHours(5));
        assertThat(take(1).remaining()).isEqualTo(3);
    }

    @Test
    void more_than_ever_fits_is_refused_for_good() {
        assertThatThrownBy(() -> take(5))
                .isInstanceOfSatisfying(
                        ProblemException.class, e -> assertThat(e.kind()).isEqualTo(ProblemKind.INVALID));
    }

    @Test
    void takers_at_once_never_share_a_token() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Boolean>> tries = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                tries.add(threads.submit(this::takesOne));
            }
            int taken = 0;
            for (Future<Boolean> one : tries) {
                taken += one.get() ? 1 : 0;
            }
            assertThat(taken).isEqualTo(A_MINUTE);
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean takesOne() throws Exception {
        try {
            take(1);
            return true;
        } catch (ProblemException e) {
            return false;
        }
    }

    private RateLimit take(int count) throws Exception {
        return active.runAs(TENANT, () -> quotas.takeImages(count));
    }

    private void ago(Duration duration) throws Exception {
        sql("update quota_bucket set refilled_at = now() - interval '" + duration.toSeconds() + " seconds' where"
                + " tenant_id = '" + TENANT + "'");
    }

    private void sql(String statement) throws Exception {
        active.runAs(
                TENANT,
                () -> QuarkusTransaction.requiringNew()
                        .call(() -> entities.createNativeQuery(statement).executeUpdate()));
    }
}
