package dev.konomi.round;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rows of rounds and their images. A state changes here alone, by an update that names the state it expects: of two
 * processes that try, one succeeds. Every method takes part in the caller's transaction.
 */
@ApplicationScoped
class RoundStore {
    private static final double MILLIS_PER_SECOND = 1000;
    private final EntityManager database;

    RoundStore(EntityManager database) {
        this.database = database;
    }

    /** Fails at the flush when the adapter has an open round already. */
    void insert(Round round) {
        database.persist(round);
        database.flush();
    }

    /** As it is in the database now, whatever this session has read before. */
    Optional<Round> find(String id) {
        Optional<Round> round = Optional.ofNullable(database.find(Round.class, id));
        round.ifPresent(database::refresh);
        return round;
    }

    Optional<Round> newest(String adapterId) {
        return list(adapterId, null, 1).stream().findFirst();
    }

    /** @param before the id after which the page begins, newest first; null for the first page */
    List<Round> list(String adapterId, @Nullable String before, int limit) {
        return database.createQuery(
                        "from Round where adapterId = :adapter and id < :before order by id desc", Round.class)
                .setParameter("adapter", adapterId)
                .setParameter("before", before == null ? "~" : before)
                .setMaxResults(limit)
                .getResultList();
    }

    List<Round> withState(String adapterId, RoundState state) {
        return database.createQuery(
                        "from Round where adapterId = :adapter and state = :state order by number", Round.class)
                .setParameter("adapter", adapterId)
                .setParameter("state", state)
                .getResultList();
    }

    /** Rounds of the adapter whose images were all painted, oldest first. */
    List<Round> sampledBefore(String adapterId, int number) {
        return database.createQuery(
                        "from Round where adapterId = :adapter and number < :number and latentsSha256 is not null"
                                + " order by number",
                        Round.class)
                .setParameter("adapter", adapterId)
                .setParameter("number", number)
                .getResultList();
    }

    boolean sampled(String id, String latentsSha256, String trajectorySha256, Instant now) {
        return advance(
                id,
                RoundState.SAMPLING,
                RoundState.AWAITING_FEEDBACK,
                "sampledAt = :now, latentsSha256 = :latents, trajectorySha256 = :trajectory, stage = ''",
                Map.of("now", now, "latents", latentsSha256, "trajectory", trajectorySha256));
    }

    boolean trainingBegan(String id, String by, int labels, Duration evaluatorTime, Instant now) {
        return advance(
                id,
                RoundState.AWAITING_FEEDBACK,
                RoundState.TRAINING,
                "trainingAt = :now, trainingBy = :by, labels = :labels, evaluatorSeconds = :seconds",
                Map.of("now", now, "by", by, "labels", labels, "seconds", seconds(evaluatorTime)));
    }

    boolean done(String id, int version, String report, Instant now) {
        return advance(
                id,
                RoundState.TRAINING,
                RoundState.DONE,
                "finishedAt = :now, publishedVersion = :version, report = :report, stage = '', stageFraction = 1",
                Map.of("now", now, "version", version, "report", report));
    }

    boolean cancelled(String id, RoundState from, Instant now) {
        return advance(id, from, RoundState.CANCELLED, "finishedAt = :now, stage = ''", Map.of("now", now));
    }

    boolean failed(String id, RoundState from, String failure, Instant now) {
        return advance(
                id,
                from,
                RoundState.FAILED,
                "finishedAt = :now, failure = :failure, stage = ''",
                Map.of("now", now, "failure", failure));
    }

    void addSamplingTime(String id, Duration time) {
        database.createQuery("update Round set samplingSeconds = samplingSeconds + :seconds, stage = '' where id = :id")
                .setParameter("seconds", seconds(time))
                .setParameter("id", id)
                .executeUpdate();
    }

    void trainingTook(String id, Duration time) {
        database.createQuery("update Round set trainingSeconds = trainingSeconds + :seconds where id = :id")
                .setParameter("seconds", seconds(time))
                .setParameter("id", id)
                .executeUpdate();
    }

    /** Until the work goes on. */
    void waits(String id, String stage) {
        database.createQuery("update Round set stage = :stage where id = :id and state in :working")
                .setParameter("stage", stage)
                .setParameter("id", id)
                .setParameter("working", List.of(RoundState.SAMPLING, RoundState.TRAINING))
                .executeUpdate();
    }

    void trainingReached(String id, String stage, double fraction) {
        database.createQuery("update Round set stage = :stage, stageFraction = :fraction"
                        + " where id = :id and state = :training")
                .setParameter("stage", stage)
                .setParameter("fraction", fraction)
                .setParameter("id", id)
                .setParameter("training", RoundState.TRAINING)
                .executeUpdate();
    }

    /** The first one to say so counts. */
    void unlabelledPainted(String id, String sha256) {
        database.createQuery("update Round set unlabelledSha256 = :sha256 where id = :id and unlabelledSha256 is null")
                .setParameter("sha256", sha256)
                .setParameter("id", id)
                .executeUpdate();
    }

    void trajectoryDeleted(String id, Instant now) {
        database.createQuery(
                        "update Round set trajectoryDeletedAt = :now where id = :id and trajectoryDeletedAt is null")
                .setParameter("now", now)
                .setParameter("id", id)
                .executeUpdate();
    }

    /** Sampling the same image twice keeps the first row. */
    boolean insertIfAbsent(RoundImage image) {
        return database.createNativeQuery("""
                                insert into round_image (round_id, k, tenant_id, prompt, seed, noise_origin, adapter_digest,
                                    image_key, image_sha256, image_bytes, sample_key, sample_sha256,
                                    trajectory_key, trajectory_sha256, sampled_at)
                                values (:round, :k, :tenant, :prompt, :seed, :origin, :adapter,
                                    :imageKey, :imageSha256, :imageBytes, :sampleKey, :sampleSha256,
                                    :trajectoryKey, :trajectorySha256, :at)
                                on conflict (round_id, k) do nothing""")
                        .setParameter("round", image.roundId)
                        .setParameter("k", image.k)
                        .setParameter("tenant", image.tenantId)
                        .setParameter("prompt", image.prompt)
                        .setParameter("seed", image.seed)
                        .setParameter("origin", image.noiseOrigin)
                        .setParameter("adapter", image.adapterDigest)
                        .setParameter("imageKey", image.imageKey)
                        .setParameter("imageSha256", image.imageSha256)
                        .setParameter("imageBytes", image.imageBytes)
                        .setParameter("sampleKey", image.sampleKey)
                        .setParameter("sampleSha256", image.sampleSha256)
                        .setParameter("trajectoryKey", image.trajectoryKey)
                        .setParameter("trajectorySha256", image.trajectorySha256)
                        .setParameter("at", image.sampledAt)
                        .executeUpdate()
                == 1;
    }

    /** The round's own images, without those that are shown again. */
    List<RoundImage> images(String roundId) {
        return database.createQuery(
                        "from RoundImage where roundId = :round and repeats is null order by k", RoundImage.class)
                .setParameter("round", roundId)
                .getResultList();
    }

    /** Shows an image again, at another place. */
    void insertRepeat(String roundId, int k, int of) {
        database.createNativeQuery("""
                        insert into round_image (round_id, k, tenant_id, prompt, seed, noise_origin, adapter_digest,
                            image_key, image_sha256, image_bytes, sample_key, sample_sha256,
                            trajectory_key, trajectory_sha256, sampled_at, repeats)
                        select round_id, :k, tenant_id, prompt, seed, noise_origin, adapter_digest,
                            image_key, image_sha256, image_bytes, sample_key, sample_sha256,
                            trajectory_key, trajectory_sha256, sampled_at, k
                        from round_image where round_id = :round and k = :of
                        on conflict (round_id, k) do nothing""")
                .setParameter("k", k)
                .setParameter("round", roundId)
                .setParameter("of", of)
                .executeUpdate();
    }

    /** All that evaluators are shown, what is shown again included. */
    List<RoundImage> shown(String roundId) {
        return database.createQuery("from RoundImage where roundId = :round order by k", RoundImage.class)
                .setParameter("round", roundId)
                .getResultList();
    }

    Optional<RoundImage> image(String roundId, int k) {
        return Optional.ofNullable(database.find(RoundImage.class, new RoundImage.Key(roundId, k)));
    }

    int sampledCount(String roundId) {
        return database.createQuery(
                        "select count(*) from RoundImage where roundId = :round and repeats is null", Long.class)
                .setParameter("round", roundId)
                .getSingleResult()
                .intValue();
    }

    private boolean advance(String id, RoundState from, RoundState to, String changes, Map<String, ?> values) {
        if (!from.mayBecome(to)) {
            throw new IllegalArgumentException("a round never goes from " + from + " to " + to);
        }
        Query update = database.createQuery("update Round set state = :to, lockVersion = lockVersion + 1, " + changes
                + " where id = :id and state = :from");
        values.forEach(update::setParameter);
        return update.setParameter("to", to)
                        .setParameter("id", id)
                        .setParameter("from", from)
                        .executeUpdate()
                == 1;
    }

    private static double seconds(Duration time) {
        return time.toMillis() / MILLIS_PER_SECOND;
    }
}
