package dev.konomi.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;

/** A customer organisation: its name, limits and safety policy. */
@Entity
@Table(name = "tenant")
public class Tenant {
    @Id
    private String slug;

    @Column(name = "display_name")
    private String displayName;

    private boolean enabled;

    @Embedded
    private TenantLimits limits;

    @Embedded
    private SafetyPolicy safety;

    @Version
    private long version;

    @Column(name = "created_at")
    private Instant createdAt;

    @Column(name = "updated_at")
    private Instant updatedAt;

    /** For Hibernate. */
    @SuppressWarnings("NullAway.Init")
    protected Tenant() {}

    Tenant(TenantDeclaration declaration, Instant now) {
        this.slug = declaration.slug();
        this.displayName = declaration.displayName();
        this.enabled = true;
        this.limits = declaration.limits();
        this.safety = declaration.safety();
        this.createdAt = now;
        this.updatedAt = now;
    }

    /** Takes over what is declared; true when that changed anything. */
    boolean change(TenantDeclaration declaration, boolean nowEnabled, Instant now) {
        if (declaration.equals(declaration()) && nowEnabled == enabled) {
            return false;
        }
        this.displayName = declaration.displayName();
        this.enabled = nowEnabled;
        this.limits = declaration.limits();
        this.safety = declaration.safety();
        this.updatedAt = now;
        return true;
    }

    TenantDeclaration declaration() {
        return new TenantDeclaration(slug, displayName, limits, safety);
    }

    public String slug() {
        return slug;
    }

    public String displayName() {
        return displayName;
    }

    public boolean enabled() {
        return enabled;
    }

    public TenantLimits limits() {
        return limits;
    }

    public SafetyPolicy safety() {
        return safety;
    }

    public long version() {
        return version;
    }

    public Instant createdAt() {
        return createdAt;
    }

    public Instant updatedAt() {
        return updatedAt;
    }
}
