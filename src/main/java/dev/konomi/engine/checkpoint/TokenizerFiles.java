package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The tokenizer folder: vocabulary, merges, and which tokens open, close and pad a prompt.
 *
 * @param maxLength length of every token sequence, start and end included
 */
public record TokenizerFiles(
        Path vocabulary,
        Path merges,
        int maxLength,
        String startToken,
        String endToken,
        String padToken,
        String unknownToken) {

    static TokenizerFiles read(Path folder, int maxPositionEmbeddings) {
        Path configPath = folder.resolve("tokenizer_config.json");
        ConfigFile config = ConfigFile.read(configPath);
        config.mustBe("tokenizer_class", "CLIPTokenizer", "only CLIP's byte-level BPE is implemented");
        int maxLength = maxLength(config, maxPositionEmbeddings);
        String end = token(config, folder, "eos_token", "<|endoftext|>");
        TokenizerFiles files = new TokenizerFiles(
                folder.resolve("vocab.json"),
                folder.resolve("merges.txt"),
                maxLength,
                token(config, folder, "bos_token", "<|startoftext|>"),
                end,
                token(config, folder, "pad_token", end),
                token(config, folder, "unk_token", end));
        for (Path file : new Path[] {files.vocabulary, files.merges}) {
            if (!Files.isRegularFile(file)) {
                throw new CheckpointException(file.toString(), null, "the file is missing");
            }
        }
        return files;
    }

    private static int maxLength(ConfigFile config, int maxPositionEmbeddings) {
        JsonNode node = config.node("model_max_length");
        // transformers writes 1e30 where it knows no limit
        if (node.isMissingNode() || (node.isNumber() && node.doubleValue() > 1e9)) {
            return maxPositionEmbeddings;
        }
        return config.requiredInteger("model_max_length", 2, maxPositionEmbeddings);
    }

    /**
     * A token is a string or an object with its content. Where the config is of the old kind, without a list of added
     * tokens, special_tokens_map.json overrules it: Stable Diffusion 2.1 names its true padding token only there.
     */
    private static String token(ConfigFile config, Path folder, String field, String fallback) {
        JsonNode node = config.node(field);
        Path map = folder.resolve("special_tokens_map.json");
        if (Files.isRegularFile(map) && (node.isMissingNode() || !config.has("added_tokens_decoder"))) {
            JsonNode mapped = ConfigFile.read(map).node(field);
            node = mapped.isMissingNode() ? node : mapped;
        }
        if (node.isMissingNode()) {
            return fallback;
        }
        JsonNode content = node.isObject() ? node.path("content") : node;
        if (!content.isTextual() || content.textValue().isEmpty()) {
            throw config.refuse(field, "expected a token, found " + node);
        }
        return content.textValue();
    }
}
