package dev.konomi.tenant;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A tenant to be created.
 *
 * @param limits left out, the defaults
 * @param safety left out, nothing is denied
 */
@Schema(example = """
                {"slug": "corner", "display_name": "Corner Shop",
                 "limits": {"images_per_minute": 60, "max_queued_images": 256, "max_adapters": 20,
                            "storage_bytes": 10737418240}}""")
public record NewTenant(
        @NotNull @Pattern(regexp = Slugs.PATTERN, message = Slugs.FORM) String slug,

        @NotBlank @Size(max = TenantChange.MAX_NAME_LENGTH) String displayName,
        @Valid @Nullable TenantLimits limits,
        @Valid @Nullable SafetyPolicy safety) {

    TenantDeclaration declaration() {
        return new TenantDeclaration(
                slug,
                displayName,
                limits == null ? TenantLimits.DEFAULT : limits,
                safety == null ? SafetyPolicy.NONE : safety);
    }
}
