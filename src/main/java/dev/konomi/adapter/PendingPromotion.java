package dev.konomi.adapter;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A promotion that one admin asked for and another one has to confirm. */
public record PendingPromotion(
        int version, String requestedBy, @Nullable String reason, Instant requestedAt) {

    static Optional<PendingPromotion> of(AdapterRow row) {
        if (row.pendingNumber == null || row.pendingBy == null || row.pendingAt == null) {
            return Optional.empty();
        }
        return Optional.of(new PendingPromotion(row.pendingNumber, row.pendingBy, row.pendingReason, row.pendingAt));
    }
}
