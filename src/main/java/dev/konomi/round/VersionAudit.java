package dev.konomi.round;

import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.AdapterVersions;
import dev.konomi.adapter.Adapters;
import dev.konomi.adapter.LoraLoader;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.hero.AuditFigures;
import dev.konomi.engine.hero.AuditPlan;
import dev.konomi.engine.hero.HoldReason;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.TrainingControl;
import dev.konomi.tenant.Tenants;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Holds a version that is about to be published against the base model and the live version, by what they paint. */
@ApplicationScoped
class VersionAudit {
    private final AuditPainter painter;
    private final Adapters adapters;
    private final AdapterVersions versions;
    private final LoraLoader weights;
    private final Tenants tenants;

    VersionAudit(
            AuditPainter painter, Adapters adapters, AdapterVersions versions, LoraLoader weights, Tenants tenants) {
        this.painter = painter;
        this.adapters = adapters;
        this.versions = versions;
        this.weights = weights;
        this.tenants = tenants;
    }

    /**
     * What the audit found.
     *
     * @param live number of the live version
     * @param liveSet the base model's where that is live
     */
    record Findings(AuditPlan plan, Audited base, Audited liveSet, Audited version, int live, Recipe recipe) {
        AuditFigures againstBase() {
            return version.set().against(base.set());
        }

        AuditFigures againstLive() {
            return version.set().against(liveSet.set());
        }

        List<HoldReason> reasons() {
            return recipe.guard().reasons(againstBase());
        }
    }

    /**
     * Paints what is missing. Empty where the recipe wants no audit.
     *
     * @param digest of the new weights
     */
    Optional<Findings> of(Round round, LoraWeights fresh, String digest, TrainingControl control) {
        Recipe recipe = RoundInputs.recipe(round);
        if (!recipe.guard().on()) {
            return Optional.empty();
        }
        List<String> policy = tenants.get(round.tenantId).safety().auditPrompts();
        AuditPlan plan = AuditPlan.of(recipe, RoundInputs.prompts(round), policy);
        var order = new AuditPainter.Order(round, recipe, plan, control);
        AdapterVersion live = versions.live(adapters.get(round.adapterName));
        Audited base = painter.paint(order, AdapterRef.base(), round.baseDigest);
        Audited liveSet = weights.weights(live)
                .map(lora -> painter.paint(order, AdapterRef.of(live.digest(), lora), live.digest()))
                .orElse(base);
        Audited version = painter.paint(order, AdapterRef.of(digest, fresh), digest);
        return Optional.of(new Findings(plan, base, liveSet, version, live.number(), recipe));
    }
}
