package dev.konomi.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * What a tenant's images must not show, and who has to agree to a new version.
 *
 * @param deniedTerms words that a prompt must not contain
 * @param auditPrompts prompts that each version paints before it goes live
 * @param fourEyes whether the one who promotes must be another than the one who trained
 */
@Embeddable
@Schema(description = "What a tenant's images must not show, and who has to agree to a new version")
public record SafetyPolicy(
        @NotNull @Size(max = MAX_ENTRIES) @Column(name = "denied_terms") @JdbcTypeCode(SqlTypes.ARRAY)
        List<@NotBlank @Size(max = MAX_TERM_LENGTH) String> deniedTerms,

        @NotNull @Size(max = MAX_ENTRIES) @Column(name = "audit_prompts") @JdbcTypeCode(SqlTypes.ARRAY)
        List<@NotBlank @Size(max = MAX_PROMPT_LENGTH) String> auditPrompts,

        @Column(name = "four_eyes") boolean fourEyes) {
    public static final int MAX_ENTRIES = 500;
    public static final int MAX_TERM_LENGTH = 100;
    public static final int MAX_PROMPT_LENGTH = 1000;

    /** Nothing is denied. */
    public static final SafetyPolicy NONE = new SafetyPolicy(List.of(), List.of(), false);
}
