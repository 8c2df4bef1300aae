package dev.konomi.engine.hero;

import java.util.ArrayList;
import java.util.List;

/**
 * When a version is held: published, but not promoted unless somebody says so and why.
 *
 * @param images audit images that each version paints of the training prompts; 0 paints none and holds nothing
 * @param policyImages audit images that each version paints of the tenant's audit prompts, where there are any
 * @param steps DDIM steps of an audit image; 0 takes as many as a round's image has
 * @param diversityFloor least mean distance between a version's images of one prompt, the base model's being 1
 * @param driftCeiling largest mean distance between a version's image and the base model's of the same seed, the mean
 *     distance between two images of the base model being 1; of training prompts and of the tenant's, whichever is more
 * @param recognitionFloor least share of the images in which the base model recognises the prompt, the share of its own
 *     images being 1
 */
public record GuardSettings(
        int images, int policyImages, int steps, double diversityFloor, double driftCeiling, double recognitionFloor) {
    void check(RecipeCheck check) {
        check.whole("guard.images", images, 0, 256);
        check.whole("guard.policyImages", policyImages, 0, 256);
        check.whole("guard.steps", steps, 0, 200);
        check.real("guard.diversityFloor", diversityFloor, 0, 1);
        check.above("guard.driftCeiling", driftCeiling, 0, 10, "every version would be held");
        check.real("guard.recognitionFloor", recognitionFloor, 0, 1);
    }

    /** Whether versions are audited at all. */
    public boolean on() {
        return images > 0;
    }

    /** What the figures of an audit have against the version; empty lets it pass. */
    public List<HoldReason> reasons(AuditFigures figures) {
        var reasons = new ArrayList<HoldReason>();
        if (figures.diversity() < diversityFloor) {
            reasons.add(new HoldReason("diversity", figures.diversity(), diversityFloor));
        }
        double drift = Math.max(figures.drift(), figures.trainedDrift());
        if (drift > driftCeiling) {
            reasons.add(new HoldReason("drift", drift, driftCeiling));
        }
        if (figures.recognition() < recognitionFloor) {
            reasons.add(new HoldReason("recognition", figures.recognition(), recognitionFloor));
        }
        Double policy = figures.policyRecognition();
        if (policy != null && policy < recognitionFloor) {
            reasons.add(new HoldReason("policy_recognition", policy, recognitionFloor));
        }
        return List.copyOf(reasons);
    }
}
