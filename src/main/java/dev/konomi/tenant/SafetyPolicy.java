package dev.konomi.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import java.util.List;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/**
 * What a tenant's images must not show, and who has to agree to a new version.
 *
 * @param deniedTerms words a prompt must not contain
 * @param auditPrompts prompts that each version paints before it goes live
 * @param fourEyes whether the one who promotes must be another than the one who trained
 */
@Embeddable
public record SafetyPolicy(
        @Column(name = "denied_terms") @JdbcTypeCode(SqlTypes.ARRAY)
        List<String> deniedTerms,

        @Column(name = "audit_prompts") @JdbcTypeCode(SqlTypes.ARRAY)
        List<String> auditPrompts,

        @Column(name = "four_eyes") boolean fourEyes) {
    /** Nothing is denied. */
    public static final SafetyPolicy NONE = new SafetyPolicy(List.of(), List.of(), false);
}
