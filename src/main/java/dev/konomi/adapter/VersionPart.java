package dev.konomi.adapter;

/** The files that a version may consist of; only the LoRA weights are always there. */
public enum VersionPart {
    /** LoRA weights in the diffusers form. */
    LORA("lora", ".safetensors"),
    ENCODER("encoder", ".safetensors"),
    NOISE_BANK("noise-bank", ".safetensors"),
    OPTIMIZER("optimizer", ".safetensors"),
    /** What it learned, as a picture. */
    REPORT("report", ".svg"),
    /** What the version is made of: written by publishing itself. */
    MANIFEST("manifest", ".json");

    private static final int DIGEST_DIGITS = 16;

    private final String stem;
    private final String suffix;

    VersionPart(String stem, String suffix) {
        this.stem = stem;
        this.suffix = suffix;
    }

    /** Such as {@code noise-bank.safetensors}. */
    public String fileName() {
        return stem + suffix;
    }

    /** Carries the digest, so that no publisher ever overwrites what another one's row names. */
    String key(String adapterName, int number, String sha256) {
        return "adapters/" + adapterName + "/versions/" + number + "/" + stem + "-" + sha256.substring(0, DIGEST_DIGITS)
                + suffix;
    }
}
