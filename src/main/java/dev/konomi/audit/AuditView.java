package dev.konomi.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An event as the API shows it. */
@Schema(name = "AuditEvent", description = "Who did what to which noun, when; one link of the tenant's hash chain")
public record AuditView(
        long sequence,
        Instant at,
        String actor,
        String actorName,
        String action,
        String noun,
        String id,

        @JsonRawValue @Schema(type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)
        String details,

        String previousHash,
        String hash) {
    static AuditView of(AuditEvent event) {
        return new AuditView(
                event.sequence(),
                event.at(),
                event.actor(),
                event.actorName(),
                event.action(),
                event.noun(),
                event.nounId(),
                event.details(),
                event.previousHash(),
                event.hash());
    }
}
