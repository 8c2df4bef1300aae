package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint in Diffusers layout: {@code model_index.json} and one folder for each part. Everything but the numbers
 * is checked when it opens.
 */
public final class DiffusersFolder {
    private static final String UNET_STEM = "diffusion_pytorch_model";

    private final Path root;
    private final KnownDigests known;
    private final UnetConfig unet;
    private final TextEncoderConfig textEncoder;
    private final VaeConfig vae;
    private final SchedulerConfig scheduler;
    private final TokenizerFiles tokenizer;
    private final WeightFiles unetWeights;
    private final WeightFiles textEncoderWeights;
    private final WeightFiles vaeWeights;
    private volatile @Nullable String digest;

    private DiffusersFolder(Path root, KnownDigests known, @Nullable String digest) {
        this.root = root;
        this.known = known;
        this.digest = digest;
        checkIndex(root.resolve("model_index.json"));
        unet = UnetConfig.read(root.resolve("unet/config.json"));
        textEncoder = TextEncoderConfig.read(root.resolve("text_encoder/config.json"));
        vae = VaeConfig.read(root.resolve("vae/config.json"));
        scheduler = SchedulerConfig.read(root.resolve("scheduler/scheduler_config.json"));
        tokenizer = TokenizerFiles.read(root.resolve("tokenizer"), textEncoder.maxPositionEmbeddings());
        checkParts();
        unetWeights = WeightFiles.open(root.resolve("unet"), UNET_STEM);
        textEncoderWeights = WeightFiles.open(root.resolve("text_encoder"), "model");
        vaeWeights = WeightFiles.open(root.resolve("vae"), UNET_STEM);
    }

    public static DiffusersFolder open(Path root) {
        return open(root, KnownDigests.none());
    }

    /**
     * As {@link #open(Path)}, sparing the reading of every weight for the digest.
     *
     * @param known believed as long as no file has changed
     */
    public static DiffusersFolder open(Path root, KnownDigests known) {
        return open(root, known, null);
    }

    /** A folder that computes the same as another one, and goes by its digest. */
    static DiffusersFolder open(Path root, String digestOfOriginal) {
        return open(root, KnownDigests.none(), digestOfOriginal);
    }

    private static DiffusersFolder open(Path root, KnownDigests known, @Nullable String digest) {
        if (!Files.isDirectory(root)) {
            throw new CheckpointException(
                    root.toString(),
                    null,
                    "expected a folder in Diffusers layout, found " + (Files.exists(root) ? "a file" : "nothing"));
        }
        return new DiffusersFolder(root, known, digest);
    }

    private static void checkIndex(Path path) {
        ConfigFile index = ConfigFile.read(path);
        index.oneOf("_class_name", "", "StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline");
        for (String part : List.of("unet", "text_encoder", "vae", "scheduler", "tokenizer")) {
            JsonNode node = index.node(part);
            if (!node.isArray() || node.size() != 2 || !node.get(1).isTextual()) {
                throw index.refuse(
                        part, "expected [library, class], found " + (node.isMissingNode() ? "nothing" : node));
            }
        }
    }

    /** What one configuration promises to another. */
    private void checkParts() {
        if (unet.crossAttentionDim() != textEncoder.hiddenSize()) {
            throw new CheckpointException(
                    root.resolve("unet/config.json").toString(),
                    "cross_attention_dim",
                    "is " + unet.crossAttentionDim() + ", but the text encoder's hidden_size is "
                            + textEncoder.hiddenSize());
        }
        if (unet.inChannels() != vae.latentChannels()) {
            throw new CheckpointException(
                    root.resolve("unet/config.json").toString(),
                    "in_channels",
                    "is " + unet.inChannels() + ", but the autoencoder's latent_channels is " + vae.latentChannels());
        }
    }

    public Path root() {
        return root;
    }

    public UnetConfig unet() {
        return unet;
    }

    public TextEncoderConfig textEncoder() {
        return textEncoder;
    }

    public VaeConfig vae() {
        return vae;
    }

    public SchedulerConfig scheduler() {
        return scheduler;
    }

    public TokenizerFiles tokenizer() {
        return tokenizer;
    }

    public WeightFiles unetWeights() {
        return unetWeights;
    }

    public WeightFiles textEncoderWeights() {
        return textEncoderWeights;
    }

    public WeightFiles vaeWeights() {
        return vaeWeights;
    }

    /**
     * SHA-256 over every file that decides what the model computes: configurations, tokenizer and weights, by path and
     * content. Other files of the folder (a safety checker, a README) do not count. Computed once, at the first call.
     */
    public String digest() {
        String computed = digest;
        if (computed == null) {
            computed = FolderDigest.of(files(), known);
            known.save();
            digest = computed;
        }
        return computed;
    }

    /** Every file that the digest counts, by its path below the root. */
    SortedMap<String, Path> files() {
        List<Path> paths = new ArrayList<>(List.of(
                root.resolve("model_index.json"),
                root.resolve("scheduler/scheduler_config.json"),
                root.resolve("text_encoder/config.json"),
                root.resolve("tokenizer/tokenizer_config.json"),
                root.resolve("unet/config.json"),
                root.resolve("vae/config.json"),
                tokenizer.vocabulary(),
                tokenizer.merges()));
        paths.addAll(unetWeights.paths());
        paths.addAll(textEncoderWeights.paths());
        paths.addAll(vaeWeights.paths());
        Path tokens = root.resolve("tokenizer/special_tokens_map.json");
        if (Files.isRegularFile(tokens)) {
            paths.add(tokens);
        }
        SortedMap<String, Path> byName = new TreeMap<>();
        paths.forEach(path -> byName.put(root.relativize(path).toString().replace('\\', '/'), path));
        return byName;
    }
}
