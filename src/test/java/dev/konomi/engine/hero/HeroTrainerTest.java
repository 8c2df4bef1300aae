package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.diffusion.RecordedStep;
import dev.konomi.engine.runtime.OnnxRuntime;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeroTrainerTest {
    private static final int STEPS = 10;
    private static final int[] LATENT = {4, 16, 16};

    private OnnxRuntime runtime;
    private DiffusionModel model;
    private HeroTrainer trainer;

    @BeforeAll
    void open(@TempDir Path cache) throws URISyntaxException {
        runtime = HeroTesting.runtime();
        var folder = Path.of(Objects.requireNonNull(getClass().getResource("/golden/sd1-tiny/model"))
                .toURI());
        model = DiffusionModel.open(DiffusersFolder.open(folder), runtime, cache, DiffusionOptions.DEFAULT);
        trainer = new HeroTrainer(runtime, model.folder(), model, 4);
    }

    @AfterAll
    void close() {
        model.close();
        runtime.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = PolicyUpdate.class,
            names = {"DDPO", "FORWARD"})
    void the_same_input_gives_the_same_version(PolicyUpdate update) {
        var input =
                firstRound(update, Verdict.BEST, Verdict.GOOD, Verdict.GOOD, Verdict.BAD, Verdict.BAD, Verdict.SKIP);

        var one = trainer.train(input, TrainingControl.uninterrupted());
        var other = trainer.train(input, TrainingControl.uninterrupted());

        assertThat(one.lora()).isEqualTo(other.lora());
        assertThat(one.encoder()).isEqualTo(other.encoder());
        assertThat(one.optimizer()).isEqualTo(other.optimizer());
        assertThat(one.noiseBank().toTensors()).isEqualTo(other.noiseBank().toTensors());
        assertThat(one.report().policy().optimizerSteps()).isPositive();
        assertThat(one.report().policy().weightNorm()).isPositive();
        assertThat(one.report().labels())
                .containsEntry(Verdict.GOOD, 2)
                .containsEntry(Verdict.BEST, 1)
                .containsEntry(Verdict.SKIP, 1);
    }

    @ParameterizedTest
    @EnumSource(
            value = PolicyUpdate.class,
            names = {"DDPO", "FORWARD"})
    void a_round_goes_on_from_the_version_before(PolicyUpdate update) {
        var first = firstRound(update, Verdict.BEST, Verdict.GOOD, Verdict.BAD, Verdict.BAD);
        var before = trainer.train(first, TrainingControl.uninterrupted());
        var samples = samples(100, Verdict.BAD, Verdict.GOOD, Verdict.BAD, Verdict.BAD);
        var earlier = first.samples().stream().map(HeroSample::labelled).toList();
        var second = new HeroInput(
                recipe(update),
                2,
                Optional.of(before.lora()),
                before.encoder(),
                before.optimizer(),
                before.noiseBank(),
                samples,
                earlier);

        var after = trainer.train(second, TrainingControl.uninterrupted());

        assertThat(after.lora().sites().keySet())
                .isEqualTo(before.lora().sites().keySet());
        assertThat(after.lora()).isNotEqualTo(before.lora());
        assertThat(after.noiseBank().bestNoise()).isEqualTo(before.noiseBank().bestNoise());
        assertThat(after.report().encoder().labelledImages()).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(PolicyUpdate.class)
    void a_first_round_without_a_good_image_changes_nothing(PolicyUpdate update) {
        var result = trainer.train(
                firstRound(update, Verdict.BAD, Verdict.BAD, Verdict.SKIP), TrainingControl.uninterrupted());

        assertThat(result.report().policy().weightNorm()).isZero();
        assertThat(result.report().policy().optimizerSteps()).isZero();
        assertThat(result.report().encoder().epochs()).isZero();
        assertThat(result.noiseBank().isEmpty()).isTrue();
    }

    @Test
    void a_round_without_a_bad_image_leaves_the_encoder_and_still_rewards() {
        var result = trainer.train(
                firstRound(PolicyUpdate.DDPO, Verdict.BEST, Verdict.GOOD, Verdict.GOOD),
                TrainingControl.uninterrupted());

        assertThat(result.report().encoder().epochs()).isZero();
        assertThat(result.report().rewards().goodAfter())
                .isEqualTo(result.report().rewards().goodBefore());
        assertThat(result.report().policy().optimizerSteps()).isPositive();
    }

    @Test
    void labels_as_rewards_teach_no_encoder_and_need_no_best_image() {
        var base = firstRound(PolicyUpdate.FORWARD, Verdict.GOOD, Verdict.BAD, Verdict.SKIP);

        var result = trainer.train(rewardedBy(base, RewardSource.LABELS, 0), TrainingControl.uninterrupted());

        assertThat(result.encoder()).isEmpty();
        assertThat(result.report().encoder().epochs()).isZero();
        assertThat(result.report().rewards().goodAfter().mean()).isEqualTo(1);
        assertThat(result.report().rewards().badAfter().mean()).isZero();
        assertThat(result.report().policy().weightNorm()).isPositive();
    }

    @Test
    void smoothed_labels_teach_no_encoder_either_and_still_tell_good_from_bad() {
        var base = firstRound(PolicyUpdate.FORWARD, Verdict.GOOD, Verdict.BAD, Verdict.SKIP);

        var result = trainer.train(rewardedBy(base, RewardSource.SMOOTHED_LABELS, 0), TrainingControl.uninterrupted());

        assertThat(result.encoder()).isEmpty();
        var rewards = result.report().rewards();
        assertThat(rewards.goodBefore().mean()).isEqualTo(1);
        assertThat(rewards.goodAfter().mean()).isGreaterThan(rewards.badAfter().mean());
        assertThat(result.report().policy().weightNorm()).isPositive();
    }

    @Test
    void a_reward_model_learns_from_its_labelled_rounds_and_rewards_the_later_ones() {
        var base = firstRound(PolicyUpdate.FORWARD, Verdict.GOOD, Verdict.GOOD, Verdict.BAD, Verdict.BAD);
        var first = rewardedBy(base, RewardSource.CLASSIFIER, 1);

        var taught = trainer.train(first, TrainingControl.uninterrupted());
        var second = new HeroInput(
                first.recipe(),
                2,
                Optional.of(taught.lora()),
                taught.encoder(),
                taught.optimizer(),
                taught.noiseBank(),
                samples(50, Verdict.SKIP, Verdict.SKIP, Verdict.SKIP),
                List.of());
        var moved = trainer.train(second, TrainingControl.uninterrupted());

        assertThat(taught.report().encoder().lastLoss())
                .isLessThan(taught.report().encoder().firstLoss());
        assertThat(taught.report().policy().optimizerSteps()).isZero();
        assertThat(moved.encoder()).isEqualTo(taught.encoder());
        assertThat(moved.report().policy().weightNorm()).isPositive();
    }

    @Test
    void a_hand_made_function_needs_no_verdicts() {
        var base = firstRound(PolicyUpdate.FORWARD, Verdict.SKIP, Verdict.SKIP, Verdict.SKIP);

        var result = trainer.train(rewardedBy(base, RewardSource.FUNCTION, 0), TrainingControl.uninterrupted());

        assertThat(result.encoder()).isEmpty();
        assertThat(result.report().policy().weightNorm()).isPositive();
    }

    @Test
    void held_out_labels_can_end_the_steps_early_and_never_add_any() {
        var base = firstRound(
                PolicyUpdate.FORWARD, Verdict.BEST, Verdict.GOOD, Verdict.BAD, Verdict.BAD, Verdict.BAD, Verdict.BAD);
        var recipe = base.recipe();
        var input = withRecipe(
                base,
                HeroTesting.changed(
                        recipe,
                        recipe.reward(),
                        recipe.update(),
                        new ForwardSettings(12, 4, 0.5, 0.1, 0.5, 0.1, 0.5, false, 2)));

        var one = trainer.train(input, TrainingControl.uninterrupted());
        var other = trainer.train(input, TrainingControl.uninterrupted());

        assertThat(one.lora()).isEqualTo(other.lora());
        assertThat(one.report().policy().optimizerSteps()).isBetween(2, 12);
        assertThat(one.report().policy().weightNorm()).isPositive();
    }

    @Test
    void images_that_nobody_was_shown_are_learned_from_and_counted_nowhere() {
        var shown = rewardedBy(
                firstRound(PolicyUpdate.FORWARD, Verdict.GOOD, Verdict.GOOD, Verdict.BAD, Verdict.BAD),
                RewardSource.SMOOTHED_LABELS,
                0);
        var unlabelled = samples(50, Verdict.SKIP, Verdict.SKIP, Verdict.SKIP).stream()
                .map(HeroSample::labelled)
                .toList();
        var both = new HeroInput(
                shown.recipe(),
                shown.round(),
                shown.lora(),
                shown.encoder(),
                shown.optimizer(),
                shown.noiseBank(),
                shown.samples(),
                unlabelled,
                List.of());

        var one = trainer.train(shown, TrainingControl.uninterrupted());
        var other = trainer.train(both, TrainingControl.uninterrupted());

        assertThat(other.lora()).isNotEqualTo(one.lora());
        assertThat(other.report().labels()).isEqualTo(one.report().labels()).doesNotContainKey(Verdict.SKIP);
        assertThat(other.noiseBank().toTensors()).isEqualTo(one.noiseBank().toTensors());
    }

    private static HeroInput rewardedBy(HeroInput in, RewardSource source, int labelledRounds) {
        var reward = new RewardSettings(
                RewardTarget.BEST,
                0,
                false,
                5,
                source,
                labelledRounds,
                in.recipe().reward().colours());
        return withRecipe(
                in,
                HeroTesting.changed(
                        in.recipe(), reward, in.recipe().update(), in.recipe().forward()));
    }

    private static HeroInput withRecipe(HeroInput in, Recipe recipe) {
        return new HeroInput(
                recipe,
                in.round(),
                in.lora(),
                in.encoder(),
                in.optimizer(),
                in.noiseBank(),
                in.samples(),
                in.earlier());
    }

    @Test
    void a_training_that_is_cancelled_ends_before_its_next_piece_of_work() {
        var pieces = new AtomicInteger();
        var control = new TrainingControl(counting(pieces), ProgressListener.NONE, () -> pieces.get() >= 3);

        assertThatThrownBy(() -> trainer.train(
                        firstRound(PolicyUpdate.FORWARD, Verdict.BEST, Verdict.GOOD, Verdict.BAD), control))
                .isInstanceOf(CancellationException.class);
        assertThat(pieces).hasValue(3);
    }

    @Test
    void progress_passes_through_the_stages_and_ends_each_of_them() {
        var heard = new ArrayList<String>();
        var control = new TrainingControl(
                TickRunner.direct(), (stage, fraction) -> heard.add(stage + " " + fraction), () -> false);

        trainer.train(firstRound(PolicyUpdate.DDPO, Verdict.BEST, Verdict.GOOD, Verdict.BAD), control);

        assertThat(heard).containsSubsequence("ENCODER 1.0", "REWARD 1.0", "POLICY 1.0");
    }

    @Test
    void an_imported_adapter_keeps_its_rank_and_gets_the_sites_that_it_lacks() {
        var sites = model.loraSites();
        var whole = LoraParameters.initial(new LoraSettings(2, 2), sites, 5).toWeights();
        var part = new LoraWeights(
                2, 2, new TreeMap<>(whole.sites().headMap(sites.get(3).path())));
        var base = firstRound(PolicyUpdate.FORWARD, Verdict.BEST, Verdict.GOOD, Verdict.BAD);
        var input = new HeroInput(
                base.recipe(), 1, Optional.of(part), Map.of(), Map.of(), NoiseBank.empty(), base.samples(), List.of());

        var result = trainer.train(input, TrainingControl.uninterrupted());

        assertThat(result.lora().rank()).isEqualTo(2);
        assertThat(result.lora().sites()).hasSize(sites.size());
    }

    private static TickRunner counting(AtomicInteger pieces) {
        return new TickRunner() {
            @Override
            public <T> T run(Supplier<T> work) {
                pieces.incrementAndGet();
                return work.get();
            }
        };
    }

    private HeroInput firstRound(PolicyUpdate update, Verdict... verdicts) {
        return new HeroInput(
                recipe(update),
                1,
                Optional.empty(),
                Map.of(),
                Map.of(),
                NoiseBank.empty(),
                samples(0, verdicts),
                List.of());
    }

    private List<HeroSample> samples(int seed, Verdict... verdicts) {
        var timesteps = model.schedule(STEPS).timesteps();
        return IntStream.range(0, verdicts.length)
                .mapToObj(i -> {
                    var noise = GaussianNoise.seeded(seed + i);
                    var recorded = List.of(
                            new RecordedStep(2, timesteps[2], noise.tensor(LATENT), noise.tensor(LATENT), -1.5f),
                            new RecordedStep(6, timesteps[6], noise.tensor(LATENT), noise.tensor(LATENT), -1.5f));
                    return new HeroSample(
                            "a red mug", noise.tensor(LATENT), noise.tensor(LATENT), recorded, verdicts[i]);
                })
                .toList();
    }

    private static Recipe recipe(PolicyUpdate update) {
        var hero = RecipePresets.hero();
        return new Recipe(
                "tiny",
                8,
                0,
                3,
                new SamplingSettings(STEPS, 5, 1, 2, 128, 128),
                hero.noiseBank(),
                new EncoderSettings(16, List.of(16, 8), 0.5, 1e-3, 6, 0, true),
                hero.reward(),
                hero.replay(),
                update,
                hero.policy(),
                new ForwardSettings(2, 4, 0.5, 0.1, 0.5, 0, 0, false, 2),
                hero.preference(),
                new LoraSettings(4, 4),
                hero.guard(),
                hero.repeats());
    }
}
