package dev.konomi.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffusersFolderTest {
    private static final String UNET_FILE = "unet/diffusion_pytorch_model.safetensors";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path model;

    @BeforeEach
    void copyTheSecondGoldenModel() throws Exception {
        Path golden = golden();
        try (Stream<Path> files = Files.walk(golden)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = model.resolve(golden.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    @Test
    void it_says_what_its_configurations_say() {
        DiffusersFolder folder = DiffusersFolder.open(model);

        assertThat(folder.unet().heads()).containsExactly(2, 4, 4);
        assertThat(folder.unet().layersPerBlock()).containsExactly(2, 2, 2);
        assertThat(folder.unet().useLinearProjection()).isTrue();
        assertThat(folder.textEncoder().activation()).isEqualTo(TextEncoderConfig.Activation.GELU);
        assertThat(folder.vae().scalingFactor()).isEqualTo(0.2);
        assertThat(folder.scheduler().predictionType()).isEqualTo(SchedulerConfig.PredictionType.V_PREDICTION);
        assertThat(folder.tokenizer().maxLength()).isEqualTo(24);
        assertThat(folder.unetWeights()
                        .entry("conv_in.weight", 32, 4, 3, 3)
                        .dtype()
                        .name())
                .isEqualTo("F32");
        assertThat(folder.textEncoderWeights().contains("final_layer_norm.weight"))
                .isTrue();
    }

    @Test
    void the_configurations_of_the_published_checkpoints_are_understood() throws Exception {
        // as they stand in Stable Diffusion 1.5, whose files leave out what was added later
        write("unet/config.json", """
                {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.6.0", "act_fn": "silu",
                 "attention_head_dim": 8, "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false,
                 "cross_attention_dim": 64, "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D",
                 "CrossAttnDownBlock2D", "DownBlock2D"], "downsample_padding": 1, "flip_sin_to_cos": true,
                 "freq_shift": 0, "in_channels": 4, "layers_per_block": 2, "mid_block_scale_factor": 1,
                 "norm_eps": 1e-05, "norm_num_groups": 32, "out_channels": 4, "sample_size": 64, "up_block_types":
                 ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]}""");
        write("scheduler/scheduler_config.json", """
                {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012,
                 "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
                 "set_alpha_to_one": false, "skip_prk_steps": true, "steps_offset": 1, "trained_betas": null,
                 "clip_sample": false}""");
        write("vae/config.json", """
                {"_class_name": "AutoencoderKL", "_diffusers_version": "0.6.0", "act_fn": "silu",
                 "block_out_channels": [128, 256, 512, 512], "down_block_types": ["DownEncoderBlock2D",
                 "DownEncoderBlock2D", "DownEncoderBlock2D", "DownEncoderBlock2D"], "in_channels": 3,
                 "latent_channels": 4, "layers_per_block": 2, "norm_num_groups": 32, "out_channels": 3,
                 "sample_size": 512, "up_block_types": ["UpDecoderBlock2D", "UpDecoderBlock2D", "UpDecoderBlock2D",
                 "UpDecoderBlock2D"]}""");

        DiffusersFolder folder = DiffusersFolder.open(model);

        assertThat(folder.unet().heads()).containsExactly(8, 8, 8, 8);
        assertThat(folder.unet().transformerLayers()).containsExactly(1, 1, 1, 1);
        assertThat(folder.vae().scalingFactor()).isEqualTo(0.18215);
        assertThat(folder.vae().midBlockAttention()).isTrue();
        assertThat(folder.scheduler().stepsOffset()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}: {1} = {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "unet/config.json|in_channels|9|whole number from 1 to 4",
                "unet/config.json|in_channels|3|inpainting",
                "unet/config.json|act_fn|\"gelu\"|silu",
                "unet/config.json|class_embed_type|\"timestep\"|not supported",
                "unet/config.json|addition_embed_type|\"text_time\"|not supported",
                "unet/config.json|num_attention_heads|8|not supported",
                "unet/config.json|only_cross_attention|[true, false, false]|not supported",
                "unet/config.json|mid_block_type|\"UNetMidBlock2D\"|middle block",
                "unet/config.json|mid_block_scale_factor|2|not rescaled",
                "unet/config.json|down_block_types|[\"AttnDownBlock2D\"]|AttnDownBlock2D",
                "unet/config.json|down_block_types|[\"DownBlock2D\"]|one for each of the 3",
                "unet/config.json|layers_per_block|[1, 2]|each of the 3 blocks",
                "unet/config.json|layers_per_block|0|whole number from 1",
                "unet/config.json|layers_per_block|\"two\"|whole number from 1",
                "unet/config.json|attention_head_dim|7|do not divide into 7 heads",
                "unet/config.json|norm_num_groups|5|do not divide into 5",
                "unet/config.json|cross_attention_dim|65|text encoder's hidden_size is 64",
                "unet/config.json|cross_attention_dim|[64, 64, 32]|different widths",
                "unet/config.json|norm_eps|-1|number from 0.0",
                "unet/config.json|use_linear_projection|1|true or false",
                "unet/config.json|sample_size|null|missing",
                "unet/config.json|time_cond_proj_dim|256|not supported",
                "unet/config.json|a_new_feature|true|does not know",
                "unet/config.json|_class_name|\"FluxTransformer2DModel\"|only UNet2DConditionModel",
                "text_encoder/config.json|hidden_act|\"relu\"|'relu' is not supported",
                "text_encoder/config.json|model_type|\"t5\"|CLIP",
                "text_encoder/config.json|num_attention_heads|5|does not divide",
                "vae/config.json|latent_channels|16|whole number from 1 to 4",
                "vae/config.json|shift_factor|0.1|not supported",
                "vae/config.json|block_out_channels|[16, 32, 32]|four blocks",
                "vae/config.json|scaling_factor|0|number from",
                "scheduler/scheduler_config.json|prediction_type|\"sample\"|'sample' is not supported",
                "scheduler/scheduler_config.json|beta_schedule|\"squaredcos_cap_v2\"|not supported",
                "scheduler/scheduler_config.json|beta_end|0.0001|less than beta_start",
                "scheduler/scheduler_config.json|rescale_betas_zero_snr|true|zero terminal SNR",
                "scheduler/scheduler_config.json|clip_sample|true|must be false",
                "scheduler/scheduler_config.json|timestep_spacing|\"trailing\"|'trailing' is not supported",
                "scheduler/scheduler_config.json|trained_betas|[0.1]|not supported",
                "tokenizer/tokenizer_config.json|tokenizer_class|\"T5Tokenizer\"|byte-level BPE",
                "tokenizer/tokenizer_config.json|model_max_length|77|whole number from 2 to 24",
                "model_index.json|_class_name|\"StableDiffusionXLPipeline\"|'StableDiffusionXLPipeline' is not supported",
                "model_index.json|vae|null|expected [library, class]",
            })
    void a_setting_that_is_not_supported_is_refused_by_file_and_field(
            String file, String field, String value, String reason) throws Exception {
        change(file, config -> config.set(field, parse(value)));

        assertThatThrownBy(() -> DiffusersFolder.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(model.resolve(file) + ": " + field + ": ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "model_index.json",
        "unet/config.json",
        "scheduler/scheduler_config.json",
        "tokenizer/vocab.json",
        "tokenizer/merges.txt",
        UNET_FILE,
        "text_encoder/model.safetensors"
    })
    void a_missing_file_is_named(String file) throws Exception {
        Files.delete(model.resolve(file));

        assertThatThrownBy(() -> DiffusersFolder.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(model.resolve(file) + ": the file is missing");
    }

    @Test
    void a_configuration_that_is_not_json_is_named() throws Exception {
        write("vae/config.json", "{oops");

        assertThatThrownBy(() -> DiffusersFolder.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("vae", "config.json", "is not JSON");
    }

    @Test
    void a_file_instead_of_a_folder_is_refused() {
        assertThatThrownBy(() -> DiffusersFolder.open(model.resolve("model_index.json")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("found a file");
    }

    @Test
    void a_pickled_checkpoint_is_refused_with_the_way_out() throws Exception {
        Files.move(model.resolve(UNET_FILE), model.resolve("unet/diffusion_pytorch_model.bin"));

        assertThatThrownBy(() -> DiffusersFolder.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContaining("converted to safetensors");
    }

    @Test
    void a_missing_tensor_is_named_with_its_file() {
        WeightFiles weights = DiffusersFolder.open(model).unetWeights();

        assertThatThrownBy(() -> weights.read("conv_in.wait"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage(model.resolve(UNET_FILE) + ": conv_in.wait: the tensor is missing");
    }

    @Test
    void a_tensor_of_another_shape_or_kind_is_refused() {
        WeightFiles weights = DiffusersFolder.open(model).unetWeights();

        assertThatThrownBy(() -> weights.entry("conv_in.bias", 33))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("conv_in.bias", "expected shape [33]", "found [32]");
    }

    @Test
    void shards_read_like_one_file() throws Exception {
        splitUnet(DiffusersFolder.open(model).unetWeights());
        WeightFiles whole = DiffusersFolder.open(golden()).unetWeights();

        WeightFiles shards = DiffusersFolder.open(model).unetWeights();

        assertThat(shards.paths()).hasSize(2);
        assertThat(shards.names()).containsExactlyElementsOf(whole.names());
        for (String name : whole.names()) {
            assertThat(shards.read(name).f32())
                    .as(name)
                    .isEqualTo(whole.read(name).f32());
        }
    }

    @Test
    void a_shard_that_lacks_a_promised_tensor_is_named() throws Exception {
        splitUnet(DiffusersFolder.open(model).unetWeights());
        change(
                "unet/diffusion_pytorch_model.safetensors.index.json",
                index -> ((ObjectNode) index.path("weight_map")).put("conv_in.weight", "part-2.safetensors"));

        assertThatThrownBy(() -> DiffusersFolder.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("part-2.safetensors", "conv_in.weight", "missing");
    }

    @Test
    void a_shard_outside_of_the_folder_is_refused() throws Exception {
        splitUnet(DiffusersFolder.open(model).unetWeights());
        change(
                "unet/diffusion_pytorch_model.safetensors.index.json",
                index -> ((ObjectNode) index.path("weight_map")).put("conv_in.weight", "../../secret.safetensors"));

        assertThatThrownBy(() -> DiffusersFolder.open(model))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("conv_in.weight", "not a safetensors file of this folder");
    }

    @Test
    void the_digest_is_of_what_the_model_computes_with() throws Exception {
        String before = DiffusersFolder.open(model).digest();

        write("README.md", "a note");
        assertThat(DiffusersFolder.open(model).digest()).isEqualTo(before);

        change("scheduler/scheduler_config.json", config -> config.put("steps_offset", 0));
        assertThat(DiffusersFolder.open(model).digest()).isNotEqualTo(before);
    }

    @Test
    void a_tokenizer_without_a_limit_takes_the_text_encoders() throws Exception {
        change("tokenizer/tokenizer_config.json", config -> config.put("model_max_length", 1e30));

        assertThat(DiffusersFolder.open(model).tokenizer().maxLength()).isEqualTo(24);
    }

    @Test
    void special_tokens_may_be_objects_or_stand_in_their_own_file() throws Exception {
        change("tokenizer/tokenizer_config.json", config -> {
            config.putObject("bos_token").put("content", "<|startoftext|>").put("lstrip", false);
            config.remove("pad_token");
        });
        write("tokenizer/special_tokens_map.json", "{\"pad_token\": \"!\"}");

        TokenizerFiles tokenizer = DiffusersFolder.open(model).tokenizer();

        assertThat(tokenizer.startToken()).isEqualTo("<|startoftext|>");
        assertThat(tokenizer.padToken()).isEqualTo("!");
    }

    private static Path golden() throws Exception {
        return Path.of(Objects.requireNonNull(DiffusersFolderTest.class.getResource("/golden/sd2-tiny/model"))
                .toURI());
    }

    private void splitUnet(WeightFiles whole) throws IOException {
        Map<String, SortedMap<String, Tensor>> parts =
                Map.of("part-1.safetensors", new TreeMap<>(), "part-2.safetensors", new TreeMap<>());
        ObjectNode index = JSON.createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        for (String name : whole.names()) {
            String part = name.startsWith("up_blocks") ? "part-2.safetensors" : "part-1.safetensors";
            Objects.requireNonNull(parts.get(part)).put(name, whole.read(name));
            map.put(name, part);
        }
        for (Map.Entry<String, SortedMap<String, Tensor>> part : parts.entrySet()) {
            Files.write(
                    model.resolve("unet").resolve(part.getKey()), SafetensorsWriter.write(part.getValue(), Map.of()));
        }
        write("unet/diffusion_pytorch_model.safetensors.index.json", index.toString());
        Files.delete(model.resolve(UNET_FILE));
    }

    private void change(String file, Consumer<ObjectNode> change) throws IOException {
        ObjectNode config = (ObjectNode) JSON.readTree(model.resolve(file).toFile());
        change.accept(config);
        write(file, config.toString());
    }

    private void write(String file, String content) throws IOException {
        Files.write(model.resolve(file), content.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode parse(String value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
