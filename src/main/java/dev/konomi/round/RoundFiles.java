package dev.konomi.round;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.artefact.ArtefactStore;
import dev.konomi.artefact.Sha256;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * A round's files in the object store. What one image brings carries its digest in the key, so that two processes that
 * paint the same image never overwrite what a row already names.
 */
@ApplicationScoped
class RoundFiles {
    private static final int DIGEST_DIGITS = 12;
    private final ArtefactStore artefacts;

    RoundFiles(ArtefactStore artefacts) {
        this.artefacts = artefacts;
    }

    ArtefactRef putImage(Round round, int k, byte[] png) {
        return putPart(round, "images/" + k, png, ".png");
    }

    ArtefactRef putSample(Round round, int k, byte[] latents) {
        return putPart(round, "latents/" + k, latents, ".safetensors");
    }

    ArtefactRef putTrajectory(Round round, int k, byte[] trajectory) {
        return putPart(round, "trajectory/" + k, trajectory, ".safetensors");
    }

    ArtefactRef putLatents(Round round, List<RoundImage> images) {
        byte[] stacked = stacked(round, images, image -> image.sampleKey, image -> image.sampleSha256);
        return artefacts.put(round.tenantId, latentsKey(round), stacked);
    }

    ArtefactRef putWholeTrajectory(Round round, List<RoundImage> images) {
        byte[] stacked = stacked(round, images, image -> image.trajectoryKey, image -> image.trajectorySha256);
        return artefacts.put(round.tenantId, trajectoryKey(round), stacked);
    }

    byte[] image(Round round, RoundImage image) {
        return artefacts.get(round.tenantId, image.imageKey, image.imageSha256);
    }

    /** Initial noise and final latents of every image. */
    SafetensorsFile latents(Round round) {
        return file(round, latentsKey(round), Objects.requireNonNull(round.latentsSha256, "the round is not sampled"));
    }

    SafetensorsFile trajectory(Round round) {
        return file(
                round,
                trajectoryKey(round),
                Objects.requireNonNull(round.trajectorySha256, "the round is not sampled"));
    }

    /** Takes away what the stacked files hold by now. */
    void deleteParts(Round round, List<RoundImage> images) {
        for (RoundImage image : images) {
            artefacts.delete(round.tenantId, image.sampleKey);
            artefacts.delete(round.tenantId, image.trajectoryKey);
        }
    }

    /** Takes away all that only training needed, and what an interrupted run left behind. */
    void sweep(Round round, List<RoundImage> images) {
        List<String> kept = images.stream().map(image -> image.imageKey).toList();
        for (String key : artefacts.list(round.tenantId, folder(round))) {
            if (!kept.contains(key) && !key.equals(latentsKey(round))) {
                artefacts.delete(round.tenantId, key);
            }
        }
    }

    private ArtefactRef putPart(Round round, String name, byte[] bytes, String suffix) {
        String key = folder(round) + name + "-" + Sha256.of(bytes).substring(0, DIGEST_DIGITS) + suffix;
        return artefacts.put(round.tenantId, key, bytes);
    }

    private byte[] stacked(
            Round round,
            List<RoundImage> images,
            Function<RoundImage, String> key,
            Function<RoundImage, String> sha256) {
        return SampleFiles.stacked(images.stream()
                .map(image -> file(round, key.apply(image), sha256.apply(image)))
                .toList());
    }

    private SafetensorsFile file(Round round, String key, String sha256) {
        return SafetensorsFile.parse(artefacts.get(round.tenantId, key, sha256), key);
    }

    private static String folder(Round round) {
        return "rounds/" + round.id + "/";
    }

    private static String latentsKey(Round round) {
        return folder(round) + "latents.safetensors";
    }

    private static String trajectoryKey(Round round) {
        return folder(round) + "trajectory.safetensors";
    }
}
