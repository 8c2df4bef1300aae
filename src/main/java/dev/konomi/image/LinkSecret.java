package dev.konomi.image;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The installation's secret for signed links: drawn once, by whichever process comes first. */
@ApplicationScoped
class LinkSecret {
    private static final int BYTES = 32;
    private final EntityManager database;
    private volatile byte @Nullable [] secret;

    LinkSecret(EntityManager database) {
        this.database = database;
    }

    @Transactional
    byte[] get() {
        byte[] known = secret;
        if (known == null) {
            byte[] drawn = new byte[BYTES];
            new SecureRandom().nextBytes(drawn);
            database.createNativeQuery(
                            "insert into link_secret (id, secret) values (1, :secret) on conflict (id) do nothing")
                    .setParameter("secret", Base64.getEncoder().encodeToString(drawn))
                    .executeUpdate();
            known = Base64.getDecoder().decode((String)
                    database.createNativeQuery("select secret from link_secret where id = 1", String.class)
                            .getSingleResult());
            secret = known;
        }
        return known;
    }
}
