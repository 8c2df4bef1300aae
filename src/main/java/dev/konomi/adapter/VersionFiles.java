package dev.konomi.adapter;

import java.util.EnumMap;
import java.util.Map;

/** The bytes of a version that is about to be published. */
public final class VersionFiles {

    private final Map<VersionPart, byte[]> bytes;

    private VersionFiles(Map<VersionPart, byte[]> bytes) {
        this.bytes = bytes;
    }

    /**
     * A version of weights alone.
     *
     * @param lora a safetensors file in the diffusers form
     */
    public static VersionFiles ofLora(byte[] lora) {
        return new VersionFiles(Map.of(VersionPart.LORA, lora));
    }

    public VersionFiles with(VersionPart part, byte[] file) {
        if (part == VersionPart.MANIFEST) {
            throw new IllegalArgumentException("the manifest is written by publishing");
        }
        Map<VersionPart, byte[]> more = new EnumMap<>(bytes);
        more.put(part, file);
        return new VersionFiles(more);
    }

    byte[] lora() {
        byte[] lora = bytes.get(VersionPart.LORA);
        if (lora == null) {
            throw new IllegalStateException("a version has LoRA weights");
        }
        return lora;
    }

    Map<VersionPart, byte[]> bytes() {
        return bytes;
    }
}
