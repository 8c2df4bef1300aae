package dev.konomi.adapter;

import dev.konomi.engine.checkpoint.CheckpointException;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.web.FieldError;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;

/** Takes in LoRA files from elsewhere, in any form that the engine reads, and keeps them in the diffusers form. */
@ApplicationScoped
public class LoraImport {

    private final Adapters adapters;
    private final Publishing publishing;
    private final BaseModelSites base;

    LoraImport(Adapters adapters, Publishing publishing, BaseModelSites base) {
        this.adapters = adapters;
        this.publishing = publishing;
        this.base = base;
    }

    /**
     * Publishes the file as a candidate.
     *
     * @throws ProblemException 415 for another kind of file, 422 naming file and tensor for one that does not fit
     */
    AdapterVersion take(String adapterName, String fileName, byte[] bytes, Actor by) {
        Adapter adapter = adapters.get(adapterName);
        if (adapter.retired()) {
            throw new ProblemException(ProblemKind.CONFLICT, "Adapter " + adapterName + " is retired.");
        }
        ForeignFile.refuse(fileName, bytes);
        byte[] stored = LoraFile.writeDiffusers(read(fileName, bytes), Map.of("konomi.imported_from", fileName));
        return publishing.publish(NewVersion.imported(adapter.id(), fileName, VersionFiles.ofLora(stored), by.name()));
    }

    private LoraWeights read(String fileName, byte[] bytes) {
        try {
            LoraWeights weights = LoraFile.read(SafetensorsFile.parse(bytes, fileName), base.sites());
            weights.sites().forEach((site, pair) -> requireNumbers(fileName, site, pair));
            return weights;
        } catch (CheckpointException e) {
            String what = e.tensor() == null ? e.reason() : e.tensor() + ": " + e.reason();
            throw new ProblemException(ProblemKind.INVALID, e.getMessage() + ".", e)
                    .withError(new FieldError("file", what));
        }
    }

    private static void requireNumbers(String fileName, String site, LoraPair pair) {
        requireNumbers(fileName, site + " (A)", pair.a().f32());
        requireNumbers(fileName, site + " (B)", pair.b().f32());
    }

    private static void requireNumbers(String fileName, String tensor, float[] values) {
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw new CheckpointException(fileName, tensor, "holds " + value + ", expected finite numbers");
            }
        }
    }
}
