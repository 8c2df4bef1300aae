package dev.konomi.tenant;

import jakarta.enterprise.context.RequestScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tenant that {@link ActiveTenant#runAs} put on this request context, where it did. */
@RequestScoped
class TenantOfContext {
    private @Nullable String slug;

    Optional<String> slug() {
        return Optional.ofNullable(slug);
    }

    void set(String tenant) {
        slug = tenant;
    }
}
