package dev.konomi.engine.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The configurations of published models, as they stand in their repositories, or shrunk. */
final class PublicModel {
    static final String UNET = "unet/config.json";
    static final String VAE = "vae/config.json";
    static final String TEXT = "text_encoder/config.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FILES = List.of(
            "model_index.json",
            UNET,
            VAE,
            TEXT,
            "scheduler/scheduler_config.json",
            "tokenizer/tokenizer_config.json",
            "tokenizer/special_tokens_map.json");

    private final String name;
    private final Map<String, ObjectNode> configs = new LinkedHashMap<>();

    private PublicModel(String name) {
        this.name = name;
        FILES.forEach(file -> configs.put(file, read("/scale/" + name + "/" + file)));
    }

    /** @param name sd15, sd21 or sd21-base */
    static PublicModel named(String name) {
        return new PublicModel(name);
    }

    private static ObjectNode read(String resource) {
        try (InputStream in = Objects.requireNonNull(PublicModel.class.getResourceAsStream(resource), resource)) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The same blocks, layers and heads with every width divided.
     *
     * @param unet divides the UNet's widths
     * @param groups of the UNet's norms
     * @param text divides the text encoder's widths
     */
    PublicModel shrunk(int unet, int groups, int text) {
        PublicModel small = new PublicModel(name);
        small.divide(UNET, "block_out_channels", unet);
        small.config(UNET).put("norm_num_groups", groups).put("sample_size", 8);
        small.divide(VAE, "block_out_channels", 8);
        small.config(VAE).put("norm_num_groups", 16).put("sample_size", 64);
        small.divide(TEXT, "hidden_size", text);
        small.divide(TEXT, "intermediate_size", text);
        small.divide(UNET, "cross_attention_dim", text);
        return small;
    }

    private void divide(String file, String field, int by) {
        ObjectNode config = config(file);
        JsonNode value = config.get(field);
        if (value.isArray()) {
            ArrayNode divided = JSON.createArrayNode();
            value.forEach(each -> divided.add(each.intValue() / by));
            config.set(field, divided);
        } else {
            config.put(field, value.intValue() / by);
        }
    }

    String name() {
        return name;
    }

    Map<String, ObjectNode> configs() {
        return configs;
    }

    ObjectNode config(String file) {
        return Objects.requireNonNull(configs.get(file), file);
    }

    StateDict unet() {
        return UnetTensors.of(config(UNET));
    }

    StateDict vae() {
        return VaeTensors.of(config(VAE));
    }

    StateDict textEncoder() {
        return TextTensors.of(config(TEXT));
    }
}
