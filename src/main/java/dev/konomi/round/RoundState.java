package dev.konomi.round;

import java.util.EnumSet;
import java.util.Set;

/**
 * Where a round stands, and the one table of what may follow. A round is open until it is done, cancelled or failed.
 *
 * <pre>
 * SAMPLING → AWAITING_FEEDBACK → TRAINING → DONE
 *     └──────────────┴───────────────┴──→ CANCELLED, FAILED
 * </pre>
 */
public enum RoundState {
    SAMPLING,
    AWAITING_FEEDBACK,
    TRAINING,
    DONE,
    CANCELLED,
    FAILED;

    /** The states that may directly follow this one. */
    public Set<RoundState> successors() {
        return switch (this) {
            case SAMPLING -> EnumSet.of(AWAITING_FEEDBACK, CANCELLED, FAILED);
            case AWAITING_FEEDBACK -> EnumSet.of(TRAINING, CANCELLED, FAILED);
            case TRAINING -> EnumSet.of(DONE, CANCELLED, FAILED);
            case DONE, CANCELLED, FAILED -> EnumSet.noneOf(RoundState.class);
        };
    }

    public boolean mayBecome(RoundState next) {
        return successors().contains(next);
    }

    /** Open rounds keep their adapter busy: no second one is started beside them. */
    public boolean isOpen() {
        return !successors().isEmpty();
    }
}
