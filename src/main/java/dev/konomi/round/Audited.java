package dev.konomi.round;

import dev.konomi.engine.hero.AuditSet;
import dev.konomi.report.Look;
import java.util.List;

/**
 * The audit images of one painter.
 *
 * @param looks of each image, in the order of the plan
 * @param strip the first images side by side, PNG
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Audited(AuditSet set, List<Look> looks, byte[] strip) {
    /** Looks of the images of the training prompts. */
    List<Look> trainedLooks() {
        return looks.subList(0, set.plan().trainedCount());
    }
}
