package dev.konomi.adapter;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The version that is to serve requests. */
@Schema(name = "LiveVersion", type = SchemaType.OBJECT, example = """
    {"version": 3, "reason": "94 % good in round 3"}""")
record LiveRequest(
        @Schema(description = "0 goes back to the base model") @NotNull Integer version,

        @Schema(description = "Kept in the audit log") @Size(max = 500) @Nullable String reason,

        @Schema(description = "Needed for a version that is held") @Valid @Nullable HoldOverride override) {}
