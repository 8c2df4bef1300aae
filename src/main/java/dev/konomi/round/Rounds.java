package dev.konomi.round;

import dev.konomi.adapter.Adapter;
import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.AdapterVersions;
import dev.konomi.adapter.Adapters;
import dev.konomi.adapter.BaseModelSites;
import dev.konomi.image.SortableId;
import dev.konomi.tenant.ActiveTenant;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens, trains and cancels rounds. Each change, its job and its audit event are one transaction. */
@ApplicationScoped
public class Rounds {
    private final RoundStore store;
    private final Adapters adapters;
    private final AdapterVersions versions;
    private final BaseModelSites base;
    private final FeedbackDesk feedback;
    private final RoundJobs jobs;
    private final RoundProgress progress;
    private final RoundBooks books;
    private final ActiveTenant tenant;
    private final EntityManager database;
    private final Clock clock;

    Rounds(
            RoundStore store,
            Adapters adapters,
            AdapterVersions versions,
            BaseModelSites base,
            FeedbackDesk feedback,
            RoundJobs jobs,
            RoundProgress progress,
            RoundBooks books,
            ActiveTenant tenant,
            EntityManager database,
            Clock clock) {
        this.store = store;
        this.adapters = adapters;
        this.versions = versions;
        this.base = base;
        this.feedback = feedback;
        this.jobs = jobs;
        this.progress = progress;
        this.books = books;
        this.tenant = tenant;
        this.database = database;
        this.clock = clock;
    }

    /**
     * Opens a round.
     *
     * @param evenIfReached whether to go on where the last round's report says that the target is reached
     */
    @Transactional
    RoundView open(String adapterName, String by, boolean evenIfReached) {
        Adapter adapter = adapters.get(adapterName);
        if (adapter.retired()) {
            throw new ProblemException(ProblemKind.CONFLICT, "Adapter " + adapterName + " is retired.");
        }
        if (!adapter.baseDigest().equals(base.digest())) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "Adapter " + adapterName + " belongs to the base model " + adapter.baseDigest()
                            + ", and this server runs " + base.digest() + ".");
        }
        Optional<Round> before = store.newest(adapter.id());
        before.filter(last -> last.state.isOpen()).ifPresent(open -> {
            throw alreadyOpen(open.id);
        });
        if (!evenIfReached) {
            requireUnreached(adapter);
        }
        AdapterVersion from = versions.newestNotHeld(adapter);
        Round round = new Round();
        round.id = SortableId.next("rnd", clock.instant());
        round.adapterId = adapter.id();
        round.adapterName = adapter.name();
        round.number = before.map(last -> last.number + 1).orElse(1);
        round.state = RoundState.SAMPLING;
        round.recipe = RoundInputs.write(adapter.recipe());
        round.prompts = RoundInputs.write(adapter.prompts());
        round.imageCount = adapter.recipe().roundSize();
        round.fromVersion = from.number();
        round.fromDigest = from.digest();
        round.baseDigest = adapter.baseDigest();
        round.createdAt = clock.instant();
        round.createdBy = by;
        round.stage = "";
        try {
            store.insert(round);
        } catch (PersistenceException raced) {
            throw alreadyOpen("of the same moment");
        }
        jobs.queueSampling(new JobData(tenant.slug(), round.id));
        books.opened(round);
        return view(round);
    }

    /** An adapter's rounds end by themselves: none opens after one whose report says that the target is reached. */
    private void requireUnreached(Adapter adapter) {
        Optional<Double> target = adapter.target();
        List<Round> done = store.withState(adapter.id(), RoundState.DONE);
        if (target.isEmpty() || done.isEmpty()) {
            return;
        }
        Round last = done.get(done.size() - 1);
        if (RoundInputs.reached(last.report, target.get())) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "The target of " + adapter.name() + " is reached, as the report of its round " + last.number
                            + " says: no further round is needed. Raise the adapter's target, or open one all the same"
                            + " with even_if_reached=true.");
        }
    }

    /** Whether the adapter ever had a round. */
    @Transactional
    boolean hasAny(String adapterName) {
        return store.newest(adapters.get(adapterName).id()).isPresent();
    }

    @Transactional
    RoundView train(String adapterName, String id, String by) {
        Round round = lock(require(adapterName, id));
        if (round.state != RoundState.AWAITING_FEEDBACK) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "Training starts from AWAITING_FEEDBACK, and this round is " + round.state + ".");
        }
        Consensus consensus = Consensus.of(feedback.ofAll(id));
        requireEnough(round, consensus);
        Duration evaluating = Consensus.evaluatorTime(feedback.history(id));
        if (!store.trainingBegan(id, by, consensus.labels(), evaluating, clock.instant())) {
            throw new ProblemException(ProblemKind.CONFLICT, "Somebody else was first: read the round again.");
        }
        jobs.queueTraining(new JobData(tenant.slug(), id));
        books.trainingBegan(round, consensus.labels(), evaluating);
        return view(require(adapterName, id));
    }

    @Transactional
    RoundView cancel(String adapterName, String id) {
        Round round = lock(require(adapterName, id));
        if (!round.state.mayBecome(RoundState.CANCELLED) || !store.cancelled(id, round.state, clock.instant())) {
            throw new ProblemException(ProblemKind.CONFLICT, "This round is " + round.state + ": nothing to cancel.");
        }
        books.cancelled(round);
        return view(require(adapterName, id));
    }

    @Transactional
    List<RoundView> list(String adapterName, @Nullable String before, int limit) {
        return store.list(adapters.get(adapterName).id(), before, limit).stream()
                .map(this::view)
                .toList();
    }

    @Transactional
    Snapshot get(String adapterName, String id) {
        Round round = require(adapterName, id);
        return new Snapshot(round, view(round));
    }

    /** The adapter's round of this id; 404 for another adapter's. */
    Round require(String adapterName, String id) {
        String adapterId = adapters.get(adapterName).id();
        return store.find(id)
                .filter(round -> round.adapterId.equals(adapterId))
                .orElseThrow(() -> ProblemException.notFound("round", id));
    }

    private Round lock(Round round) {
        database.refresh(round, LockModeType.PESSIMISTIC_WRITE);
        return round;
    }

    private RoundView view(Round round) {
        Consensus consensus = Consensus.of(feedback.ofAll(round.id));
        RoundView.Progress now = progress.of(round);
        return new RoundView(
                round.id,
                round.adapterName,
                round.number,
                round.state,
                now,
                round.fromVersion,
                RoundInputs.prompts(round),
                round.createdAt,
                round.createdBy,
                round.sampledAt,
                round.trainingAt,
                round.finishedAt,
                new RoundView.FeedbackCounts(
                        consensus.count(Verdict.GOOD),
                        consensus.count(Verdict.BAD),
                        consensus.count(Verdict.SKIP),
                        now.imagesDone() - consensus.verdicts().size(),
                        consensus.best().orElse(null)),
                round.publishedVersion,
                round.report,
                round.failure);
    }

    /** Something to tell apart, in this round or with what the recipe replays of earlier ones. */
    private void requireEnough(Round round, Consensus consensus) {
        int good = consensus.count(Verdict.GOOD);
        int bad = consensus.count(Verdict.BAD);
        if (good > 0 && bad > 0) {
            return;
        }
        boolean replays = RoundInputs.recipe(round).replay().on();
        if (replays && good + bad > 0 && earlierHave(round, good > 0 ? Verdict.BAD : Verdict.GOOD)) {
            return;
        }
        throw new ProblemException(
                ProblemKind.CONFLICT,
                "Training needs at least one good image and one bad one to tell apart; this round has " + good
                        + " good and " + bad + " bad. Judge more images, or cancel the round and open another.");
    }

    private boolean earlierHave(Round round, Verdict missing) {
        return store.withState(round.adapterId, RoundState.DONE).stream()
                .anyMatch(done -> Consensus.of(feedback.ofAll(done.id)).count(missing) > 0);
    }

    private static ProblemException alreadyOpen(String id) {
        return new ProblemException(
                ProblemKind.CONFLICT,
                "An adapter has one open round at a time, and this one's is " + id + ": train or cancel it first.");
    }

    /** A round's row and what the API shows of it, of one moment. */
    record Snapshot(Round round, RoundView view) {}
}
