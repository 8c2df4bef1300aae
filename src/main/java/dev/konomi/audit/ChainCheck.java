package dev.konomi.audit;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks a chain from its start and stops at the first link that does not hold. */
final class ChainCheck {
    private long sequence;
    private String hash = AuditEvent.START;

    /**
     * What a walk found.
     *
     * @param valid whether every event is as it was written
     * @param events how many hold
     * @param headHash hash of the last one that holds; keep it elsewhere to prove later that nothing was cut off
     * @param brokenAt place of the first that does not hold
     * @param reason what is wrong with it
     */
    record Verdict(
            boolean valid,
            long events,
            String headHash,
            @Nullable Long brokenAt,
            @Nullable String reason) {}

    /** Checks the next events; says what is wrong with the first bad one. */
    Optional<Verdict> next(List<AuditEvent> events) {
        for (AuditEvent event : events) {
            Optional<String> reason = fault(event);
            if (reason.isPresent()) {
                return Optional.of(new Verdict(false, sequence, hash, sequence + 1, reason.get()));
            }
            sequence = event.sequence();
            hash = event.hash();
        }
        return Optional.empty();
    }

    Verdict end(AuditTable.Head head) {
        if (head.sequence() != sequence || !head.hash().equals(hash)) {
            String reason = "the chain ends at event " + sequence + ", but its head names event " + head.sequence();
            return new Verdict(false, sequence, hash, sequence + 1, reason);
        }
        return new Verdict(true, sequence, hash, null, null);
    }

    long sequence() {
        return sequence;
    }

    private Optional<String> fault(AuditEvent event) {
        if (event.sequence() != sequence + 1) {
            return Optional.of("event " + (sequence + 1) + " is missing; the next one is " + event.sequence());
        }
        if (!event.previousHash().equals(hash)) {
            return Optional.of("its previous_hash is not the hash of event " + sequence);
        }
        if (!event.hash().equals(event.hashNow())) {
            return Optional.of("its content is not the one that its hash was taken of");
        }
        return Optional.empty();
    }
}
