package dev.konomi.adapter;

import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.web.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;

/** Hands out a version's LoRA file in the form that the caller's tools read. */
@ApplicationScoped
class LoraExport {

    /** The tools that read a form. */
    enum Form {
        DIFFUSERS,
        KOHYA
    }

    private final LoraLoader loader;

    LoraExport(LoraLoader loader) {
        this.loader = loader;
    }

    /** Quoted: the digest of the stored file, for kohya with its name. */
    static String etag(AdapterVersion version, Form form) {
        return '"' + version.digest() + (form == Form.KOHYA ? "-kohya" : "") + '"';
    }

    static String fileName(AdapterVersion version, Form form) {
        return version.adapterName() + "-v" + version.number() + (form == Form.KOHYA ? "-kohya" : "") + ".safetensors";
    }

    /**
     * The bytes of a safetensors file.
     *
     * @throws ProblemException 404 for version 0, which has no weights
     */
    byte[] export(AdapterVersion version, Form form) {
        return switch (form) {
            case DIFFUSERS -> loader.file(version, VersionPart.LORA).orElseThrow(() -> nothing(version));
            case KOHYA ->
                LoraFile.writeKohya(
                        loader.weights(version).orElseThrow(() -> nothing(version)),
                        Map.of("ss_output_name", version.adapterName() + "-v" + version.number()));
        };
    }

    /** The report's picture; empty where no round trained the version. */
    Optional<byte[]> picture(AdapterVersion version) {
        return loader.file(version, VersionPart.REPORT);
    }

    private static ProblemException nothing(AdapterVersion version) {
        return ProblemException.notFound(
                "LoRA file of version", version.adapterName() + "@" + version.number() + ": it is the base model");
    }
}
