package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalDouble;
import java.util.TreeSet;

/** The PEFT configuration that diffusers keeps as JSON in a LoRA file's metadata. */
final class LoraMetadata {
    static final String KEY = "lora_adapter_metadata";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private LoraMetadata() {}

    /** Returns loraAlpha, as far as the metadata tells. */
    static OptionalDouble loraAlpha(SafetensorsFile file, int rank) {
        String json = file.metadata().get(KEY);
        if (json != null) {
            return fromDiffusers(file, json, rank);
        }
        String kohya = file.metadata().get("ss_network_alpha");
        if (kohya == null || kohya.equals("None")) {
            return OptionalDouble.empty();
        }
        try {
            return OptionalDouble.of(Double.parseDouble(kohya));
        } catch (NumberFormatException e) {
            throw new CheckpointException(file.source(), "metadata: ss_network_alpha is no number: " + kohya, e);
        }
    }

    private static OptionalDouble fromDiffusers(SafetensorsFile file, String json, int rank) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new CheckpointException(
                    file.source(), "metadata: " + KEY + " is not JSON: " + e.getOriginalMessage(), e);
        }
        for (String feature : List.of("use_dora", "use_qalora", "use_bdlora", "lora_bias", "fan_in_fan_out")) {
            if (field(root, feature).asBoolean(false)) {
                throw new CheckpointException(file.source(), null, "metadata: " + feature + " is not supported");
            }
        }
        for (String pattern : List.of("alpha_pattern", "rank_pattern")) {
            if (!field(root, pattern).isEmpty()) {
                throw new CheckpointException(
                        file.source(), null, "metadata: mixed ranks or alphas (" + pattern + ") are not supported");
            }
        }
        JsonNode loraAlpha = field(root, "lora_alpha");
        if (loraAlpha.isMissingNode()) {
            return OptionalDouble.empty();
        }
        if (!loraAlpha.isNumber()) {
            throw new CheckpointException(file.source(), null, "metadata: lora_alpha is no number: " + loraAlpha);
        }
        // rank-stabilised LoRA divides by the root of the rank (arXiv 2312.03732)
        boolean stabilised = field(root, "use_rslora").asBoolean(false);
        return OptionalDouble.of(loraAlpha.doubleValue() * (stabilised ? Math.sqrt(rank) : 1));
    }

    private static JsonNode field(JsonNode root, String name) {
        return root.has("unet." + name) ? root.path("unet." + name) : root.path(name);
    }

    static String toJson(LoraWeights weights) {
        TreeSet<String> targets = new TreeSet<>();
        for (String site : weights.sites().keySet()) {
            targets.add(site.replaceFirst(".*\\.(?=to_)", ""));
        }
        ObjectNode root = JSON.createObjectNode();
        root.put("unet.lora_alpha", weights.loraAlpha());
        root.put("unet.peft_type", "LORA");
        root.put("unet.r", weights.rank());
        targets.forEach(root.putArray("unet.target_modules")::add);
        return root.toString();
    }
}
