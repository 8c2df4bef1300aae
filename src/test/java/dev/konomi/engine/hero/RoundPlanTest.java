package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RoundPlanTest {
    private static final Recipe PAPER = RecipePresets.heroPaper();
    private static final List<String> PROMPTS = List.of("a mug", "a bottle", "a chair");

    private static NoiseBank bank(Verdict... verdicts) {
        var samples = IntStream.range(0, verdicts.length)
                .mapToObj(i ->
                        new HeroSample("a mug", Tensor.zeros(4, 8, 8), Tensor.zeros(4, 8, 8), List.of(), verdicts[i]))
                .toList();
        return NoiseBank.empty().after(samples, PAPER.noiseBank());
    }

    private static List<Long> counts(RoundPlan plan) {
        var byOrigin = plan.samples().stream()
                .map(PlannedSample::origin)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        return Arrays.stream(NoiseOrigin.values())
                .map(origin -> byOrigin.getOrDefault(origin, 0L))
                .toList();
    }

    @Test
    void the_first_round_starts_from_plain_noise_and_prompts_take_turns() {
        var plan = RoundPlan.of(PAPER, 1, NoiseBank.empty(), PROMPTS);

        assertThat(counts(plan)).containsExactly(64L, 0L, 0L);
        assertThat(plan.samples()).allMatch(sample -> sample.initialNoise().isEmpty());
        assertThat(plan.samples().subList(0, 4))
                .extracting(PlannedSample::prompt)
                .containsExactly("a mug", "a bottle", "a chair", "a mug");
    }

    @Test
    void images_that_nobody_is_shown_go_on_where_the_others_end_and_start_from_plain_noise() {
        var plan = RoundPlan.of(RecipePresets.konomi(), 2, bank(Verdict.BEST), PROMPTS);
        var all = new ArrayList<>(plan.samples());
        all.addAll(plan.unlabelled());

        assertThat(plan.samples()).hasSize(32);
        assertThat(plan.unlabelled())
                .hasSize(96)
                .allMatch(sample -> sample.initialNoise().isEmpty());
        assertThat(plan.unlabelled().get(0).index()).isEqualTo(32);
        assertThat(plan.unlabelled().get(0).prompt()).isEqualTo("a chair");
        assertThat(all).extracting(PlannedSample::seed).doesNotHaveDuplicates();
    }

    @Test
    void best_image_seeds_half_of_the_next_round() {
        var plan = RoundPlan.of(PAPER, 2, bank(Verdict.BEST, Verdict.GOOD), PROMPTS);

        assertThat(counts(plan)).containsExactly(0L, 32L, 32L);
        assertThat(plan.samples()).allMatch(sample -> sample.initialNoise().isPresent());
    }

    @Test
    void a_bank_without_a_best_or_without_good_noises_serves_what_it_has() {
        assertThat(counts(RoundPlan.of(PAPER, 2, bank(Verdict.GOOD), PROMPTS))).containsExactly(0L, 64L, 0L);
        assertThat(counts(RoundPlan.of(PAPER, 2, bank(Verdict.BEST), PROMPTS))).containsExactly(0L, 0L, 64L);
    }

    @Test
    void the_same_arguments_give_the_same_plan_and_another_round_another() {
        var bank = bank(Verdict.BEST, Verdict.GOOD);
        var plan = RoundPlan.of(PAPER, 2, bank, PROMPTS);

        assertThat(facts(RoundPlan.of(PAPER, 2, bank, PROMPTS))).isEqualTo(facts(plan));
        assertThat(facts(RoundPlan.of(PAPER, 3, bank, PROMPTS))).isNotEqualTo(facts(plan));
    }

    private static List<String> facts(RoundPlan plan) {
        return plan.samples().stream()
                .map(s -> s.seed() + " " + s.origin() + " " + Arrays.toString(s.recordedSteps()) + " "
                        + s.initialNoise().hashCode())
                .toList();
    }

    @Test
    void recorded_steps_are_distinct_ascending_and_spread_over_the_schedule() {
        Set<Integer> seen = new HashSet<>();
        for (var sample : RoundPlan.of(PAPER, 1, NoiseBank.empty(), PROMPTS).samples()) {
            int[] steps = sample.recordedSteps();

            assertThat(steps).hasSize(5).isSorted().doesNotHaveDuplicates();
            Arrays.stream(steps).forEach(seen::add);
        }
        assertThat(seen).isEqualTo(IntStream.range(0, 50).boxed().collect(Collectors.toSet()));
    }
}
