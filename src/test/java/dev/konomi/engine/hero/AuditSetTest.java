package dev.konomi.engine.hero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditSetTest {
    private static final AuditPlan PLAN = new AuditPlan(List.of(
            new AuditPlan.AuditImage("a mug", false, 1),
            new AuditPlan.AuditImage("a mug", false, 2),
            new AuditPlan.AuditImage("a lamp", false, 3),
            new AuditPlan.AuditImage("a lamp", false, 4),
            new AuditPlan.AuditImage("a red mug", true, 5),
            new AuditPlan.AuditImage("a red mug", true, 6)));
    private static final AuditSet BASE = set(new float[] {0, 4, 100, 104, 0, 10}, 1, 1, 1, 1, 1, 1);

    @Test
    void a_version_that_paints_as_the_base_model_does_is_1_in_all_but_drift() {
        var figures = BASE.against(BASE);

        assertThat(figures).isEqualTo(new AuditFigures(1, 0, 0, 1, 1.0));
        assertThat(guard().reasons(figures)).isEmpty();
    }

    @Test
    void diversity_compares_images_of_one_prompt_and_not_the_prompts() {
        var narrow = set(new float[] {1, 2, 100, 101, 0, 10}, 1, 1, 1, 1, 1, 1);

        assertThat(narrow.against(BASE).diversity()).isCloseTo(0.25, within(1e-6));
        assertThat(guard().reasons(narrow.against(BASE)))
                .extracting(HoldReason::measure)
                .containsExactly("diversity");
    }

    @Test
    void drift_is_that_of_the_audit_prompts_by_the_distance_between_two_of_the_base_models_images() {
        var away = set(new float[] {2, 6, 102, 106, 12, 22}, 1, 1, 1, 1, 1, 1);

        var figures = away.against(BASE);

        assertThat(figures.trainedDrift()).isCloseTo(0.5, within(1e-6));
        assertThat(figures.drift()).isCloseTo(1.2, within(1e-6));
        assertThat(guard().reasons(figures)).extracting(HoldReason::measure).containsExactly("drift");
    }

    @Test
    void prompts_that_are_not_recognised_any_more_hold_a_version() {
        var broken = set(new float[] {0, 4, 100, 104, 0, 10}, 1, -1, 1, -1, 1, -1);

        var figures = broken.against(BASE);

        assertThat(figures.recognition()).isEqualTo(0.5);
        assertThat(figures.policyRecognition()).isEqualTo(0.5);
        assertThat(guard().reasons(figures))
                .extracting(HoldReason::measure)
                .containsExactly("recognition", "policy_recognition");
        assertThat(guard().reasons(figures).get(1).sentence())
                .isEqualTo("the base model recognises the tenant's audit prompts in 50 % as many of its images"
                        + " (at least 85 %)");
    }

    @Test
    void a_plan_is_the_same_in_every_round_and_ends_with_the_tenants_prompts() {
        var recipe = RecipePresets.hero();

        var plan = AuditPlan.of(recipe, List.of("a mug", "a lamp"), List.of("a red mug"));

        assertThat(plan).isEqualTo(AuditPlan.of(recipe, List.of("a mug", "a lamp"), List.of("a red mug")));
        assertThat(plan.images()).hasSize(48);
        assertThat(plan.trainedCount()).isEqualTo(32);
        assertThat(plan.prompts().subList(30, 34)).containsExactly("a mug", "a lamp", "a red mug", "a red mug");
        assertThat(plan.images().stream().map(AuditPlan.AuditImage::seed).distinct())
                .hasSize(48);
    }

    @Test
    void a_set_has_as_many_images_as_its_plan() {
        assertThatThrownBy(() -> new AuditSet(PLAN, List.of(), new float[6]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected 6 audit images, found 0 and 6 recognitions");
    }

    private static GuardSettings guard() {
        return RecipePresets.hero().guard();
    }

    private static AuditSet set(float[] places, float... recognition) {
        var latents = IntStream.range(0, places.length)
                .mapToObj(i -> Tensor.f32(new int[] {1, 1, 1}, new float[] {places[i]}))
                .toList();
        return new AuditSet(PLAN, latents, recognition);
    }
}
