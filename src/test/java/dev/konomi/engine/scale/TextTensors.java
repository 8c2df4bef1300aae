package dev.konomi.engine.scale;

import com.fasterxml.jackson.databind.JsonNode;
import dev.konomi.engine.scale.StateDict.Fill;

/** The tensors of transformers' CLIPTextModel under the names that the published files have. */
final class TextTensors {
    private TextTensors() {}

    static StateDict of(JsonNode config) {
        StateDict dict = new StateDict();
        int width = config.get("hidden_size").intValue();
        int inner = config.get("intermediate_size").intValue();
        int places = config.get("max_position_embeddings").intValue();
        String embeddings = "text_model.embeddings.";
        dict.put(embeddings + "position_ids", Fill.COUNT, 1, places);
        dict.put(
                embeddings + "token_embedding.weight",
                Fill.TABLE,
                config.get("vocab_size").intValue(),
                width);
        dict.put(embeddings + "position_embedding.weight", Fill.TABLE, places, width);
        for (int i = 0; i < config.get("num_hidden_layers").intValue(); i++) {
            String layer = "text_model.encoder.layers." + i;
            for (String part : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
                dict.linear(layer + ".self_attn." + part, width, width);
            }
            dict.norm(layer + ".layer_norm1", width).norm(layer + ".layer_norm2", width);
            dict.linear(layer + ".mlp.fc1", inner, width).linear(layer + ".mlp.fc2", width, inner);
        }
        return dict.norm("text_model.final_layer_norm", width);
    }
}
