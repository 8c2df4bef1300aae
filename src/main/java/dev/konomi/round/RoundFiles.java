package dev.konomi.round;

import dev.konomi.artefact.ArtefactRef;
import dev.konomi.artefact.ArtefactStore;
import dev.konomi.artefact.Sha256;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A round's files in the object store. What one image brings carries its digest in the key, so that two processes that
 * paint the same image never overwrite what a row already names.
 */
@ApplicationScoped
class RoundFiles {
    private static final int DIGEST_DIGITS = 12;
    private static final String SAFETENSORS = ".safetensors";

    private final ArtefactStore artefacts;

    RoundFiles(ArtefactStore artefacts) {
        this.artefacts = artefacts;
    }

    ArtefactRef putImage(Round round, int k, byte[] png) {
        return putPart(round, "images/" + k, png, ".png");
    }

    ArtefactRef putSample(Round round, int k, byte[] latents) {
        return putPart(round, "latents/" + k, latents, SAFETENSORS);
    }

    ArtefactRef putTrajectory(Round round, int k, byte[] trajectory) {
        return putPart(round, "trajectory/" + k, trajectory, SAFETENSORS);
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

    ArtefactRef putUnlabelledPart(Round round, int k, byte[] latents) {
        String sha256 = Sha256.of(latents);
        return artefacts.put(round.tenantId, unlabelledFolder(round) + k + "-" + sha256 + SAFETENSORS, latents);
    }

    /** By the image's number, those that are there: their keys carry their whole digests, for no row names them. */
    SortedMap<Integer, ArtefactRef> unlabelledParts(Round round) {
        SortedMap<Integer, ArtefactRef> parts = new TreeMap<>();
        for (String key : artefacts.list(round.tenantId, unlabelledFolder(round))) {
            String name = key.substring(unlabelledFolder(round).length(), key.length() - SAFETENSORS.length());
            int dash = name.indexOf('-');
            parts.put(Integer.parseInt(name.substring(0, dash)), new ArtefactRef(key, name.substring(dash + 1), 0));
        }
        return parts;
    }

    ArtefactRef putUnlabelled(Round round, Collection<ArtefactRef> parts) {
        byte[] stacked = SampleFiles.stacked(parts.stream()
                .map(part -> file(round, part.key(), part.sha256()))
                .toList());
        return artefacts.put(round.tenantId, unlabelledKey(round, Sha256.of(stacked)), stacked);
    }

    void deleteUnlabelledParts(Round round, Collection<ArtefactRef> parts) {
        parts.forEach(part -> artefacts.delete(round.tenantId, part.key()));
    }

    /** Initial noise and final latents of the images that nobody is shown. */
    SafetensorsFile unlabelled(Round round) {
        String sha256 = Objects.requireNonNull(round.unlabelledSha256, "they are not painted");
        return file(round, unlabelledKey(round, sha256), sha256);
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
        Set<String> kept = new HashSet<>();
        images.forEach(image -> kept.add(image.imageKey));
        kept.add(latentsKey(round));
        if (round.unlabelledSha256 != null) {
            kept.add(unlabelledKey(round, round.unlabelledSha256));
        }
        for (String key : artefacts.list(round.tenantId, folder(round))) {
            if (!kept.contains(key)) {
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
        return folder(round) + "latents" + SAFETENSORS;
    }

    private static String unlabelledFolder(Round round) {
        return folder(round) + "unlabelled/";
    }

    private static String unlabelledKey(Round round, String sha256) {
        return folder(round) + "unlabelled-" + sha256.substring(0, DIGEST_DIGITS) + SAFETENSORS;
    }

    private static String trajectoryKey(Round round) {
        return folder(round) + "trajectory" + SAFETENSORS;
    }
}
