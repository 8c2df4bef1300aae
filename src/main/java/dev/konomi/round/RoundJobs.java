package dev.konomi.round;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import dev.konomi.image.BaseModel;
import dev.konomi.tenant.ActiveTenant;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * The durable queue of work on rounds. A job is a row written in the transaction of the change that needs it; any
 * process takes it, says every heartbeat that it lives, and another one takes over when it does not.
 */
@ApplicationScoped
class RoundJobs {
    static final String SAMPLE = "round-sample";
    static final String UNLABELLED = "round-unlabelled";
    static final String TRAIN = "round-train";
    static final String TIDY = "round-tidy";
    private static final Logger LOG = Logger.getLogger(RoundJobs.class);
    private static final Duration FIRST_RETRY_WAIT = Duration.ofSeconds(1);
    private static final Duration SHUTDOWN_WAIT = Duration.ofSeconds(5);
    private static final Duration LETTING_GO = Duration.ofSeconds(3);
    private static final int MAX_DOUBLINGS = 16;

    private final RoundConfig config;
    private final ActiveTenant tenants;
    private final RoundFailure failure;
    private final BaseModel model;
    private final TransactionSynchronizationRegistry transactions;
    private final Clock clock;
    private final OneTimeTask<JobData> sample;
    private final OneTimeTask<JobData> unlabelled;
    private final OneTimeTask<JobData> train;
    private final OneTimeTask<JobData> tidy;
    private final Scheduler scheduler;
    private boolean stopped;

    RoundJobs(
            RoundConfig config,
            DataSource database,
            ActiveTenant tenants,
            SamplingWork sampling,
            UnlabelledWork painting,
            TrainingWork training,
            TidyWork tidying,
            RoundFailure failure,
            BaseModel model,
            TransactionSynchronizationRegistry transactions,
            Clock clock) {
        this.config = config;
        this.tenants = tenants;
        this.failure = failure;
        this.model = model;
        this.transactions = transactions;
        this.clock = clock;
        this.sample = task(SAMPLE, sampling);
        this.unlabelled = task(UNLABELLED, painting);
        this.train = task(TRAIN, training);
        this.tidy = task(TIDY, tidying);
        this.scheduler = Scheduler.create(database, sample, unlabelled, train, tidy)
                .schedulerName(new UniqueName())
                .threads(config.workers())
                .pollingInterval(config.pollInterval())
                .heartbeatInterval(config.heartbeat())
                .missedHeartbeatsLimit(config.missedHeartbeats())
                .serializer(new JacksonSerializer(new ObjectMapper()))
                .shutdownMaxWait(SHUTDOWN_WAIT)
                .failureLogging(LogLevel.OFF, false) // this room says itself what goes wrong
                .build();
    }

    /** Takes jobs only when this process can paint; until then others may. */
    void start(@Observes StartupEvent started) {
        model.whenReady(this::startUnlessStopped);
    }

    // before the base model and all that a job needs
    void stop(@Observes @Priority(100) ShutdownEvent ended) {
        synchronized (scheduler) {
            stopped = true;
            scheduler.stop();
        }
    }

    private void startUnlessStopped() {
        synchronized (scheduler) {
            if (!stopped) {
                scheduler.start();
            }
        }
    }

    /** Queues the sampling of a round, in the caller's transaction. */
    void queueSampling(JobData job) {
        queue(sample, job);
    }

    /** Queues the painting of a round's images for nobody's eyes, in the caller's transaction. */
    void queueUnlabelled(JobData job) {
        queue(unlabelled, job);
    }

    /** Queues the training of a round, in the caller's transaction. */
    void queueTraining(JobData job) {
        queue(train, job);
    }

    /** Queues the tidying of a closed round, in the caller's transaction; a little later, when others let go of it. */
    void queueTidying(JobData job) {
        scheduler.scheduleIfNotExists(
                tidy.instance(job.round(), job), clock.instant().plus(LETTING_GO));
    }

    private void queue(OneTimeTask<JobData> task, JobData job) {
        scheduler.scheduleIfNotExists(task.instance(job.round(), job), clock.instant());
        transactions.registerInterposedSynchronization(new AfterCommit(scheduler::triggerCheckForDueExecutions));
    }

    private OneTimeTask<JobData> task(String name, RoundWork work) {
        return Tasks.oneTime(name, JobData.class)
                .onFailure((complete, operations) -> operations.reschedule(complete, nextTry(complete)))
                .execute((instance, context) -> run(name, work, instance, context));
    }

    private void run(String name, RoundWork work, TaskInstance<JobData> instance, ExecutionContext context) {
        JobData job = instance.getData();
        BooleanSupplier stopping = context.getSchedulerState()::isShuttingDown;
        try {
            tenants.runAs(job.tenant(), () -> {
                work.run(job, stopping);
                return null;
            });
            failure.forget(job);
        } catch (Exception e) {
            if (!stopping.getAsBoolean() && failure.isFinal(job, e)) {
                failure.record(job, e);
                return;
            }
            LOG.infof("%s of %s is tried again: %s", name, job.round(), e);
            failure.showWaiting(job, e);
            throw new IllegalStateException(name + " of " + job.round() + " did not finish", e);
        }
    }

    private Instant nextTry(ExecutionComplete complete) {
        int failures = Math.min(complete.getExecution().consecutiveFailures, MAX_DOUBLINGS);
        Duration wait = FIRST_RETRY_WAIT.multipliedBy(1L << failures);
        return clock.instant().plus(wait.compareTo(config.longestRetryWait()) < 0 ? wait : config.longestRetryWait());
    }

    /** Tells this process from others on the same host, and from its own former life. */
    private record UniqueName(String getName) implements com.github.kagkarlsson.scheduler.SchedulerName {
        UniqueName() {
            this("konomi-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        }
    }

    /** Looks for work at once, when the row that was just written can be seen. */
    private record AfterCommit(Runnable look) implements Synchronization {
        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                look.run();
            }
        }
    }
}
