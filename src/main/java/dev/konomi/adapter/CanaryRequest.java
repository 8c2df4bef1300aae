package dev.konomi.adapter;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The version that is to serve a share of the requests. */
@Schema(name = "CanaryVersion", type = SchemaType.OBJECT, example = """
    {"version": 4, "percent": 10}""")
record CanaryRequest(
        @NotNull Integer version,

        @NotNull @Min(1) @Max(100) Integer percent,

        @Schema(description = "Needed for a version that is held") @Valid @Nullable HoldOverride override) {}
