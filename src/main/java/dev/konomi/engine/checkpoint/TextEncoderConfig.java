package dev.konomi.engine.checkpoint;

import java.nio.file.Path;

/**
 * A CLIP text encoder (text_encoder/config.json).
 *
 * @param maxPositionEmbeddings longest prompt in tokens, start and end included
 */
public record TextEncoderConfig(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int hiddenLayers,
        int heads,
        int maxPositionEmbeddings,
        Activation activation,
        double layerNormEps) {

    /** What stands between the two linear layers of each block. */
    public enum Activation {
        /** x · sigmoid(1.702 x), as OpenAI trained CLIP. */
        QUICK_GELU,
        /** The exact GELU, with erf. */
        GELU
    }

    static TextEncoderConfig read(Path file) {
        ConfigFile config = ConfigFile.read(file);
        config.mustBe("model_type", "clip_text_model", "only CLIP text encoders can be compiled");
        TextEncoderConfig text = new TextEncoderConfig(
                config.integer("vocab_size", 49_408, 2, 1_000_000),
                config.integer("hidden_size", 512, 1, 16_384),
                config.integer("intermediate_size", 2048, 1, 65_536),
                config.integer("num_hidden_layers", 12, 1, 128),
                config.integer("num_attention_heads", 8, 1, 256),
                config.integer("max_position_embeddings", 77, 2, 4096),
                activation(config),
                config.number("layer_norm_eps", 1e-5, 0, 1));
        if (text.hiddenSize % text.heads != 0) {
            throw config.refuse(
                    "num_attention_heads", text.hiddenSize + " does not divide into " + text.heads + " heads");
        }
        config.ignore(
                "architectures",
                "attention_dropout",
                "bos_token_id",
                "dropout",
                "dtype",
                "eos_token_id",
                "initializer_factor",
                "initializer_range",
                "pad_token_id",
                "projection_dim",
                "torch_dtype",
                "transformers_version");
        config.refuseTheRest();
        return text;
    }

    private static Activation activation(ConfigFile config) {
        return config.oneOf("hidden_act", "quick_gelu", "quick_gelu", "gelu").equals("gelu")
                ? Activation.GELU
                : Activation.QUICK_GELU;
    }
}
