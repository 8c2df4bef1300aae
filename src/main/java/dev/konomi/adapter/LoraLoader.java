package dev.konomi.adapter;

import dev.konomi.artefact.ArtefactStore;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A version's weights: out of memory where they are, else out of the object store, verified. */
@ApplicationScoped
public class LoraLoader {

    private final ArtefactStore artefacts;
    private final BaseModelSites base;
    private final LoraCache cache;

    LoraLoader(ArtefactStore artefacts, BaseModelSites base, AdapterConfig config) {
        this.artefacts = artefacts;
        this.base = base;
        this.cache = new LoraCache(config.cacheSize().asLongValue());
    }

    /**
     * The weights of the version; empty for the base model.
     *
     * @throws ProblemException 409 when the version belongs to another base model than the one that is loaded
     */
    public Optional<LoraWeights> weights(AdapterVersion version) {
        if (version.isBase()) {
            return Optional.empty();
        }
        requireSameBase(version.baseDigest());
        return Optional.of(cache.get(version.tenant(), version.digest(), () -> load(version)));
    }

    /** The bytes of one of the version's files, verified; empty where it has no such file. */
    public Optional<byte[]> file(AdapterVersion version, VersionPart part) {
        return version.file(part).map(file -> artefacts.get(version.tenant(), file.key(), file.sha256()));
    }

    private LoraWeights load(AdapterVersion version) {
        VersionFile file = version.file(VersionPart.LORA)
                .orElseThrow(() -> new IllegalStateException("version " + version.id() + " has no LoRA file"));
        byte[] bytes = artefacts.get(version.tenant(), file.key(), file.sha256());
        return LoraFile.read(SafetensorsFile.parse(bytes, file.key()), base.sites());
    }

    private void requireSameBase(String digest) {
        if (!digest.equals(base.digest())) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "This version belongs to the base model " + digest + ", and the server runs " + base.digest()
                            + ".");
        }
    }
}
