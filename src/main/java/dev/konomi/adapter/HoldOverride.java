package dev.konomi.adapter;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Somebody's word that a held version may serve all the same. */
@Schema(
        type = SchemaType.OBJECT,
        description = "Lets a held version serve all the same",
        example = "{\"reason\": \"Narrow on purpose: the campaign shows one mug\"}")
record HoldOverride(
        @Schema(description = "Kept in the audit log") @NotBlank @Size(max = 500) String reason) {}
