package dev.konomi.tenant;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a tenant becomes; the whole of it. */
@Schema(example = """
                {"display_name": "Corner Shop", "enabled": true,
                 "limits": {"images_per_minute": 60, "max_queued_images": 256, "max_adapters": 20,
                            "storage_bytes": 10737418240},
                 "safety": {"denied_terms": ["weapon"], "audit_prompts": ["a mug"], "four_eyes": false}}""")
public record TenantChange(
        @NotBlank @Size(max = MAX_NAME_LENGTH) String displayName,
        @NotNull Boolean enabled,
        @NotNull @Valid TenantLimits limits,
        @NotNull @Valid SafetyPolicy safety) {
    public static final int MAX_NAME_LENGTH = 120;

    Tenants.Change of(String slug) {
        return new Tenants.Change(new TenantDeclaration(slug, displayName, limits, safety), enabled);
    }
}
