package dev.konomi.adapter;

import dev.konomi.artefact.ArtefactRef;

/** One stored file of a version. */
public record VersionFile(VersionPart part, String key, String sha256, long size) {

    static VersionFile of(VersionPart part, ArtefactRef ref) {
        return new VersionFile(part, ref.key(), ref.sha256(), ref.size());
    }
}
