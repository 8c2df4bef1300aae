package dev.konomi.adapter;

/**
 * The version that a request is to be painted with. Number 0 is the base model, which has no weights of its own; the
 * digest names the version in the image's provenance.
 *
 * @param canary whether the request belongs to the canary's share
 */
public record ServedVersion(AdapterVersion version, boolean canary) {

    public String adapterName() {
        return version.adapterName();
    }

    public int number() {
        return version.number();
    }

    public String digest() {
        return version.digest();
    }

    public boolean isBase() {
        return version.isBase();
    }
}
