package dev.konomi.round;

import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Places where a test may end the process, as a power cut would. The system property {@code konomi.fault.halt-at} names
 * one, with {@code :n} to let the first n − 1 arrivals pass; without it, which is the default, a place does nothing.
 */
@SuppressWarnings("ImmutableEnumChecker") // it counts arrivals
enum FaultPoint {
    IMAGE_STORED,
    IMAGE_RECORDED,
    ALL_SAMPLED,
    UNLABELLED_STORED,
    FEEDBACK_TAKEN,
    TRAINING_BEGAN,
    TRAINING_HALFWAY,
    TRAINED,
    AUDITED,
    PUBLISHED_BEFORE_COMMIT,
    PUBLISHED;

    static final String PROPERTY = "konomi.fault.halt-at";
    private static final Logger LOG = Logger.getLogger(FaultPoint.class);
    private static final int EXIT_LIKE_SIGKILL = 137;

    private final AtomicInteger arrivals = new AtomicInteger();

    void pass() {
        String wanted = System.getProperty(PROPERTY, "");
        if (wanted.isEmpty()) {
            return;
        }
        int arrival = arrivals.incrementAndGet();
        if (wanted.equals(name()) || wanted.equals(name() + ":" + arrival)) {
            LOG.warnf("halting at %s, as %s says", this, PROPERTY);
            Runtime.getRuntime().halt(EXIT_LIKE_SIGKILL);
        }
    }
}
