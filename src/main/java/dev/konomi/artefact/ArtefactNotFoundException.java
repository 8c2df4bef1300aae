package dev.konomi.artefact;

/** There is no object below this key. */
public final class ArtefactNotFoundException extends RuntimeException {

    private final String key;

    public ArtefactNotFoundException(String container, String key) {
        super("no artefact " + key + " in " + container);
        this.key = key;
    }

    public String key() {
        return key;
    }
}
