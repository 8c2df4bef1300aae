package dev.konomi.round;

import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Takes evaluators' verdicts and keeps every change. A call returns after its commit, so what was acknowledged
 * survives; a shared lock on the round keeps training from starting in the middle of one.
 */
@ApplicationScoped
public class FeedbackDesk {
    private final EntityManager database;
    private final Clock clock;

    FeedbackDesk(EntityManager database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** What the evaluator says about the round's images from now on. */
    @Transactional
    List<Feedback> give(String roundId, String evaluator, FeedbackRequest request) {
        lockOne(roundId, evaluator);
        Round round = database.find(Round.class, roundId, LockModeType.PESSIMISTIC_READ);
        requireTaking(round.state);
        Map<Integer, Feedback> current = new TreeMap<>();
        of(roundId, evaluator).forEach(feedback -> current.put(feedback.k, feedback));
        Map<Integer, Verdict> verdicts = new TreeMap<>();
        current.forEach((k, feedback) -> verdicts.put(k, feedback.verdict()));
        FeedbackEdit edit = FeedbackEdit.of(request, shownCount(round), verdicts);
        requireSampled(round, edit.verdicts().keySet());
        apply(round, evaluator, current, edit);
        return of(roundId, evaluator);
    }

    List<Feedback> of(String roundId, String evaluator) {
        return database.createQuery(
                        "from Feedback where roundId = :round and evaluator = :evaluator order by k", Feedback.class)
                .setParameter("round", roundId)
                .setParameter("evaluator", evaluator)
                .getResultList();
    }

    /** What everybody says, one answer for each image and evaluator. */
    List<Feedback> ofAll(String roundId) {
        return repeats(roundId).folded(everything(roundId));
    }

    /** How far each evaluator agrees with themselves; those who were shown nothing twice are absent. */
    SortedMap<String, Consistency> consistencies(String roundId) {
        return repeats(roundId).consistencies(everything(roundId));
    }

    private Repeats repeats(String roundId) {
        return Repeats.of(
                database.createQuery("from RoundImage where roundId = :round and repeats is not null", RoundImage.class)
                        .setParameter("round", roundId)
                        .getResultList());
    }

    /** The round's images and, once all are painted, those that are shown again. */
    private int shownCount(Round round) {
        return round.state == RoundState.SAMPLING
                ? round.imageCount
                : database.createQuery("select count(*) from RoundImage where roundId = :round", Long.class)
                        .setParameter("round", round.id)
                        .getSingleResult()
                        .intValue();
    }

    private List<Feedback> everything(String roundId) {
        return database.createQuery(
                        "from Feedback where roundId = :round order by k, changedAt, evaluator", Feedback.class)
                .setParameter("round", roundId)
                .getResultList();
    }

    /** Each evaluator's moments of change, in order. */
    List<FeedbackChange> history(String roundId) {
        return database.createQuery("from FeedbackChange where roundId = :round order by id", FeedbackChange.class)
                .setParameter("round", roundId)
                .getResultList();
    }

    /** Two requests of one evaluator on one round wait for each other; others run beside them. */
    private void lockOne(String roundId, String evaluator) {
        database.createNativeQuery("select cast(pg_advisory_xact_lock(hashtextextended(:who, 0)) as text)")
                .setParameter("who", roundId + '/' + evaluator)
                .getSingleResult();
    }

    private void apply(Round round, String evaluator, Map<Integer, Feedback> current, FeedbackEdit edit) {
        Instant now = clock.instant();
        Set<Integer> touched = new TreeSet<>(edit.verdicts().keySet());
        edit.best()
                .ifPresent(best ->
                        current.values().stream().filter(Feedback::isBest).forEach(before -> touched.add(before.k)));
        List<Integer> bestLast = new ArrayList<>(touched);
        bestLast.sort((a, b) -> Boolean.compare(isBest(edit, current.get(a), a), isBest(edit, current.get(b), b)));
        for (int k : bestLast) {
            @Nullable Feedback before = current.get(k);
            boolean best = isBest(edit, before, k);
            if (best) {
                database.flush(); // the former best gives way first: a round has one best an evaluator
            }
            Verdict verdict = edit.verdicts().getOrDefault(k, before == null ? Verdict.NONE : before.verdict());
            if (write(round.id, k, evaluator, before, verdict, best, now)) {
                database.persist(new FeedbackChange(round.id, k, evaluator, verdict, best, now));
            }
        }
        database.flush();
    }

    /** Whether the image is the evaluator's best after the edit. */
    private static boolean isBest(FeedbackEdit edit, @Nullable Feedback before, int k) {
        Optional<FeedbackEdit.Best> change = edit.best();
        if (change.isPresent()) {
            @Nullable Integer image = change.get().image();
            return image != null && image == k;
        }
        return before != null && before.isBest() && edit.verdicts().getOrDefault(k, Verdict.GOOD) == Verdict.GOOD;
    }

    /** Writes the row; false when it says this already. */
    private boolean write(
            String roundId,
            int k,
            String evaluator,
            @Nullable Feedback before,
            Verdict verdict,
            boolean best,
            Instant now) {
        if (before == null) {
            if (verdict == Verdict.NONE) {
                return false;
            }
            database.persist(new Feedback(roundId, k, evaluator, verdict, best, now));
            return true;
        }
        if (before.verdict() == verdict && before.isBest() == best) {
            return false;
        }
        if (verdict == Verdict.NONE) {
            database.remove(before);
        } else {
            before.change(verdict, best, now);
        }
        return true;
    }

    private static void requireTaking(RoundState state) {
        switch (state) {
            case SAMPLING, AWAITING_FEEDBACK -> {}
            case TRAINING, DONE ->
                throw new ProblemException(
                        ProblemKind.CONFLICT,
                        "Training has begun: this round takes no more feedback. Open the next one.");
            case CANCELLED, FAILED ->
                throw new ProblemException(
                        ProblemKind.CONFLICT, "This round is " + state + " and takes no feedback. Open a new one.");
        }
    }

    private void requireSampled(Round round, Set<Integer> images) {
        if (round.state != RoundState.SAMPLING || images.isEmpty()) {
            return;
        }
        Set<Integer> missing = new TreeSet<>(images);
        missing.removeAll(database.createQuery("select k from RoundImage where roundId = :round", Integer.class)
                .setParameter("round", round.id)
                .getResultList());
        if (!missing.isEmpty()) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "Not painted yet: image " + missing.iterator().next() + ".");
        }
    }
}
