package dev.konomi.tenant;

import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.RequestScoped;
import java.util.Set;

/** Who sent this request. */
@RequestScoped
public class Caller {
    /** Attributes of the security identity, set when the token was read. */
    static final String TENANT = "konomi.tenant";

    static final String SUBJECT = "konomi.subject";

    private final SecurityIdentity identity;

    Caller(SecurityIdentity identity) {
        this.identity = identity;
    }

    /**
     * Slug of the caller's tenant.
     *
     * @throws ProblemException 403 when the caller belongs to none, as the operator does
     */
    public String tenant() {
        String tenant = identity.getAttribute(TENANT);
        if (tenant == null) {
            throw new ProblemException(ProblemKind.FORBIDDEN, "This needs a tenant, and the caller belongs to none.");
        }
        return tenant;
    }

    /** The token's subject: who it is, for ever. */
    public String subject() {
        String subject = identity.getAttribute(SUBJECT);
        return subject == null ? name() : subject;
    }

    /** The name people know the caller by. */
    public String name() {
        return identity.getPrincipal().getName();
    }

    /** Granted roles and those they contain. */
    public Set<String> roles() {
        return Set.copyOf(identity.getRoles());
    }
}
