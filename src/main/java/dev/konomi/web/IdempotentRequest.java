package dev.konomi.web;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The Idempotency-Key that the present request holds, if it sent one. */
@RequestScoped
public class IdempotentRequest {
    private final IdempotencyKeys keys;
    private @Nullable UUID holder;

    IdempotentRequest(IdempotencyKeys keys) {
        this.keys = keys;
    }

    /**
     * To be called in the transaction that changes something.
     *
     * @param effect what changed, {@code round rnd_7}
     */
    public void tookEffect(String effect) {
        if (holder != null) {
            keys.noteEffect(holder, effect);
        }
    }

    void hold(UUID newHolder) {
        holder = newHolder;
    }

    Optional<UUID> holder() {
        return Optional.ofNullable(holder);
    }
}
