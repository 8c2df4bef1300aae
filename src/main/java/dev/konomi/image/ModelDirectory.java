package dev.konomi.image;

import dev.konomi.adapter.Adapter;
import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.AdapterVersions;
import dev.konomi.adapter.Adapters;
import dev.konomi.adapter.LoraLoader;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the active tenant can name as a model, and what it paints with. */
@ApplicationScoped
public class ModelDirectory {
    private static final int MOST = 1000;
    private static final long BASE_CREATED = 0;

    private final Adapters adapters;
    private final AdapterVersions versions;
    private final LoraLoader weights;
    private final BaseModel base;

    ModelDirectory(Adapters adapters, AdapterVersions versions, LoraLoader weights, BaseModel base) {
        this.adapters = adapters;
        this.versions = versions;
        this.weights = weights;
        this.base = base;
    }

    /**
     * Finds the version and has its weights at hand.
     *
     * @param asked the name as the caller wrote it, for the refusal
     * @param requestKey equal keys are served by the same version of a canary
     */
    PaintingModel resolve(ModelName name, String asked, String requestKey) {
        if (name.isBase()) {
            return PaintingModel.BASE;
        }
        try {
            return painting(version(name, requestKey));
        } catch (ProblemException e) {
            throw e.kind() == ProblemKind.NOT_FOUND ? ModelNames.unknown(asked) : e;
        }
    }

    /** One version of an adapter, with its weights at hand. */
    public PaintingModel painting(AdapterVersion version) {
        AdapterRef ref = weights.weights(version)
                .map(lora -> AdapterRef.of(version.digest(), lora))
                .orElseGet(AdapterRef::base);
        return new PaintingModel(Optional.of(version.adapterName()), version.number(), ref);
    }

    private AdapterVersion version(ModelName name, String requestKey) {
        return switch (name.pick()) {
            case SERVED ->
                versions.resolve(name.adapter(), Optional.empty(), requestKey).version();
            case LIVE -> versions.live(adapters.get(name.adapter()));
            case NEWEST -> versions.newest(adapters.get(name.adapter()));
            case NUMBER ->
                versions.resolve(name.adapter(), Optional.of(name.number().getAsInt()), requestKey)
                        .version();
        };
    }

    @Transactional
    List<ModelView> list() {
        List<ModelView> models = new ArrayList<>();
        models.add(ModelView.of(ModelName.BASE, BASE_CREATED, "konomi", base.digest()));
        for (Adapter adapter : adapters.list(null, false, MOST)) {
            AdapterVersion live = versions.live(adapter);
            models.add(ModelView.of(
                    adapter.name(), adapter.createdAt().getEpochSecond(), adapter.tenant(), live.digest()));
            for (AdapterVersion version : versions.list(adapter.name(), Integer.MAX_VALUE, MOST)) {
                models.add(ModelView.of(
                        adapter.name() + "@" + version.number(),
                        version.createdAt().getEpochSecond(),
                        adapter.tenant(),
                        version.digest()));
            }
        }
        return models;
    }
}
