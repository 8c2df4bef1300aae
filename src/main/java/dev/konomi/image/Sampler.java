package dev.konomi.image;

/** The sampler's name in a picture's provenance. */
public final class Sampler {
    private Sampler() {}

    public static String name(double eta) {
        return "ddim, eta " + (float) eta;
    }
}
