package dev.konomi.round;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.adapter.AdapterVersion;
import dev.konomi.adapter.AdapterVersions;
import dev.konomi.adapter.LoraLoader;
import dev.konomi.adapter.VersionPart;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.hero.NoiseBank;
import dev.konomi.engine.hero.PlannedSample;
import dev.konomi.engine.hero.Recipe;
import dev.konomi.engine.hero.RecipePresets;
import dev.konomi.engine.hero.RoundPlan;
import dev.konomi.engine.hero.SamplingSettings;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.image.ModelDirectory;
import dev.konomi.image.Provenance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a round's row stands for: its recipe, its plan, and the files of the version that it goes on from. */
@ApplicationScoped
class RoundInputs {
    // its own mapper: what rows hold must not change with the API's settings
    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final AdapterVersions versions;
    private final LoraLoader files;
    private final ModelDirectory models;

    RoundInputs(AdapterVersions versions, LoraLoader files, ModelDirectory models) {
        this.versions = versions;
        this.files = files;
        this.models = models;
    }

    static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can always be written", e);
        }
    }

    /** A round that was opened before a setting existed has the default preset's value of it. */
    static Recipe recipe(Round round) {
        try {
            ObjectNode settings = JSON.valueToTree(RecipePresets.hero());
            lay(JSON.readTree(round.recipe), settings);
            return JSON.treeToValue(settings, Recipe.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("round " + round.id + " holds no recipe: " + round.recipe, e);
        }
    }

    private static void lay(JsonNode settings, ObjectNode over) {
        for (Map.Entry<String, JsonNode> setting : settings.properties()) {
            if (setting.getValue().isObject() && over.get(setting.getKey()) instanceof ObjectNode below) {
                lay(setting.getValue(), below);
            } else {
                over.set(setting.getKey(), setting.getValue());
            }
        }
    }

    static List<String> prompts(Round round) {
        return List.of(read(round.prompts, String[].class));
    }

    /** One object with the settings of both; where both have one, the second's. */
    static String writeTogether(Object one, Object other) {
        ObjectNode together = JSON.valueToTree(one);
        together.setAll(JSON.<ObjectNode>valueToTree(other));
        return write(together);
    }

    /** Whether a round's report says that a target of at least this height is reached. */
    static boolean reached(@Nullable String report, double target) {
        if (report == null) {
            return false;
        }
        JsonNode goal = read(report, JsonNode.class).path("goal");
        return goal.path("reached").asBoolean() && goal.path("target").asDouble() >= target;
    }

    /** What {@link #write} wrote. */
    static <T> T read(String text, Class<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("expected a " + type.getSimpleName() + ", found: " + text, e);
        }
    }

    /** The version that painted the round and is trained on from. */
    AdapterVersion from(Round round) {
        return versions.get(round.adapterName, round.fromVersion);
    }

    Painting painting(Round round) {
        AdapterVersion from = from(round);
        Recipe recipe = recipe(round);
        RoundPlan plan = RoundPlan.of(recipe, round.number, noiseBank(from), prompts(round));
        return new Painting(recipe, plan, models.painting(from).weights());
    }

    NoiseBank noiseBank(AdapterVersion version) {
        return tensors(version, VersionPart.NOISE_BANK)
                .map(NoiseBank::fromTensors)
                .orElseGet(NoiseBank::empty);
    }

    /** One of a version's files as tensors; empty where the version has none, as an imported one. */
    Optional<Map<String, Tensor>> tensors(AdapterVersion version, VersionPart part) {
        return files.file(version, part).map(bytes -> {
            SafetensorsFile file = SafetensorsFile.parse(bytes, version.adapterName() + " " + part.fileName());
            Map<String, Tensor> tensors = new TreeMap<>();
            file.entries().keySet().forEach(name -> tensors.put(name, file.read(name)));
            return tensors;
        });
    }

    /** All that painting a round needs. */
    record Painting(Recipe recipe, RoundPlan plan, AdapterRef adapter) {
        Provenance provenance(Round round, PlannedSample planned, SampleResult sample) {
            SamplingSettings sampling = recipe.sampling();
            return new Provenance(
                    round.tenantId,
                    Optional.of(round.adapterName),
                    round.fromVersion,
                    round.fromDigest,
                    round.baseDigest,
                    planned.prompt(),
                    "",
                    planned.seed(),
                    sampling.steps(),
                    (float) sampling.guidanceScale(),
                    sampling.widthPx(),
                    sampling.heightPx(),
                    new Ddim((float) sampling.eta()).label() + ", noise "
                            + planned.origin().name().toLowerCase(java.util.Locale.ROOT));
        }
    }
}
