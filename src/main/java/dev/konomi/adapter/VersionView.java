package dev.konomi.adapter;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.konomi.engine.hero.HoldReason;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A version as the API shows it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
@Schema(name = "AdapterVersion")
record VersionView(
        @Schema(examples = "ver_0c9b8a7f6e5d4c3b2a1f0e9d8c7b6a5f")
        String id,

        @Schema(examples = "teal-mugs") String adapter,

        @Schema(description = "0 is the base model", examples = "1")
        int number,

        @Schema(enumeration = {"candidate", "held", "live", "canary", "retired"})
        String state,

        @Schema(enumeration = {"base", "round", "import"}) String origin,

        @Nullable String roundId,

        @Schema(examples = "mugs.safetensors") @Nullable String importedFrom,

        @Schema(description = "Number of the version that it started from", examples = "0") @Nullable Integer parent,

        @Schema(description = "SHA-256 of the LoRA file; of the base model for version 0")
        String digest,

        String baseModelDigest,

        @Schema(description = "Inner width of the LoRA", examples = "4")
        int rank,

        List<FileView> files,
        long sizeBytes,
        boolean hasReport,

        @Schema(description = "What its audit has against it; empty lets it be promoted without an override")
        List<HoldView> held,

        String createdBy,
        Instant createdAt) {

    static VersionView of(AdapterVersion version) {
        return new VersionView(
                version.id(),
                version.adapterName(),
                version.number(),
                lower(version.state()),
                lower(version.origin()),
                version.roundId().orElse(null),
                version.importedFrom().orElse(null),
                version.parent().orElse(null),
                version.digest(),
                version.baseDigest(),
                version.rank(),
                version.files().stream().map(FileView::of).toList(),
                version.sizeBytes(),
                version.hasReport(),
                version.held().stream().map(HoldView::of).toList(),
                version.createdBy(),
                version.createdAt());
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Schema(name = "HoldReason")
    record HoldView(
            @Schema(
                    enumeration = {"diversity", "drift", "recognition", "policy_recognition"},
                    examples = "diversity")
            String measure,

            @Schema(description = "Relative to the base model", examples = "0.41")
            double found,

            @Schema(description = "What the recipe allows", examples = "0.7")
            double limit,

            @Schema(examples = "its images of one prompt are 41 % as varied as the base model's (at least 70 %)")
            String detail) {

        static HoldView of(HoldReason reason) {
            return new HoldView(reason.measure(), reason.found(), reason.limit(), reason.sentence());
        }
    }

    @Schema(name = "VersionFile")
    record FileView(@Schema(examples = "lora.safetensors") String name, String sha256, long size) {

        static FileView of(VersionFile file) {
            return new FileView(file.part().fileName(), file.sha256(), file.size());
        }
    }
}
