package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.Tensor;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** LoRA files as diffusers, PEFT and kohya's tools write and read them. */
public final class LoraFile {
    private LoraFile() {}

    /**
     * Reads either form; the names tell which it is.
     *
     * @param known every site that the base model offers; a LoRA may leave some out
     * @throws CheckpointException naming the tensor that does not fit
     */
    public static LoraWeights read(SafetensorsFile file, Collection<LoraSiteShape> known) {
        return new LoraReader(file, known).read();
    }

    /**
     * The form that diffusers' {@code save_lora_weights} writes, with rank and loraAlpha in the metadata where its
     * {@code load_lora_weights} looks for them.
     */
    public static byte[] writeDiffusers(LoraWeights weights, Map<String, String> metadata) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        weights.sites().forEach((site, pair) -> {
            tensors.put(LoraForm.diffusers(site, LoraForm.Part.A), pair.a());
            tensors.put(LoraForm.diffusers(site, LoraForm.Part.B), pair.b());
        });
        Map<String, String> all = new TreeMap<>(metadata);
        all.put("format", "pt");
        all.put(LoraMetadata.KEY, LoraMetadata.toJson(weights));
        return SafetensorsWriter.write(tensors, all);
    }

    /** The form of kohya's sd-scripts, with loraAlpha as a tensor beside each pair. */
    public static byte[] writeKohya(LoraWeights weights, Map<String, String> metadata) {
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        weights.sites().forEach((site, pair) -> {
            tensors.put(LoraForm.kohya(site, LoraForm.Part.A), pair.a());
            tensors.put(LoraForm.kohya(site, LoraForm.Part.B), pair.b());
            tensors.put(
                    LoraForm.kohya(site, LoraForm.Part.LORA_ALPHA),
                    Tensor.f32(new int[0], new float[] {weights.loraAlpha()}));
        });
        Map<String, String> all = new TreeMap<>(metadata);
        all.put("ss_network_module", "networks.lora");
        all.put("ss_network_dim", Integer.toString(weights.rank()));
        all.put("ss_network_alpha", Float.toString(weights.loraAlpha()));
        return SafetensorsWriter.write(tensors, all);
    }
}
