package dev.konomi.tenant;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Turns a checked token into a caller: roles with all they contain, and exactly one tenant. */
@ApplicationScoped
class CallerAugmentor implements SecurityIdentityAugmentor {
    private final TenantGate gate;

    CallerAugmentor(TenantGate gate) {
        this.gate = gate;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous() || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        return context.runBlocking(() -> caller(identity, token));
    }

    private SecurityIdentity caller(SecurityIdentity identity, JsonWebToken token) {
        Set<String> roles = Roles.implied(identity.getRoles());
        List<String> organisations = Organisations.in(token.getClaim("organization"));
        boolean onlyOperator = roles.equals(Set.of(Roles.OPERATOR));
        QuarkusSecurityIdentity.Builder builder = QuarkusSecurityIdentity.builder()
                .setPrincipal(token)
                .addCredentials(identity.getCredentials())
                .addAttributes(identity.getAttributes())
                .addRoles(roles)
                .addAttribute(Caller.SUBJECT, token.getSubject());
        if (!(onlyOperator && organisations.isEmpty())) {
            builder.addAttribute(Caller.TENANT, gate.requireOne(organisations));
        }
        return builder.build();
    }
}
