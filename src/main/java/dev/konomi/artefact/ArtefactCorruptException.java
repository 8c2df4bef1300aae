package dev.konomi.artefact;

/** The stored bytes are not those that were put: never use them. */
public final class ArtefactCorruptException extends RuntimeException {

    private final String key;

    public ArtefactCorruptException(String container, String key, String expectedSha256, String foundSha256) {
        super("artefact " + key + " in " + container + " is corrupt: expected sha256 " + expectedSha256 + ", found "
                + foundSha256);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
