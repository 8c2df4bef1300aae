package dev.konomi.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.judge.Sight;
import dev.konomi.judge.Sight.Seen;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TasksTest {
    @Test
    void no_task_trains_on_a_prompt_that_it_measures_as_unseen() {
        for (Task task : Tasks.all()) {
            assertThat(task.unseen()).as(task.name()).isNotEmpty().doesNotContainAnyElementsOf(task.prompts());
        }
    }

    @Test
    void a_count_of_products_with_two_words_is_understood() {
        Task count = Tasks.named("count");
        Seen bag = seen("tote bag", 64, "teal");

        assertThat(count.rule().isGood("several tote bags", sight(bag, bag, bag)))
                .isTrue();
        assertThat(count.rule().isGood("several tote bags", sight(bag, bag))).isFalse();
        assertThat(count.rule().isGood("several mugs", sight(bag, bag, bag))).isFalse();
    }

    @Test
    void a_relation_is_read_from_the_prompt() {
        Task spatial = Tasks.named("spatial");
        Sight picture = sight(seen("perfume", 30, "red"), seen("tote bag", 100, "red"));

        assertThat(spatial.rule().isGood("a perfume to the left of a tote bag", picture))
                .isTrue();
        assertThat(spatial.rule().isGood("a perfume to the right of a tote bag", picture))
                .isFalse();
    }

    @Test
    void one_product_in_the_competitor_s_colour_is_too_many() {
        Task forbidden = Tasks.named("forbidden-colour");

        assertThat(forbidden.rule().isGood("a mug", sight(seen("mug", 64, "red"))))
                .isTrue();
        assertThat(forbidden.rule().isGood("a mug", sight(seen("mug", 64, "red"), seen("mug", 90, "teal"))))
                .isFalse();
    }

    @Test
    void every_run_of_the_tiers_has_a_recipe_that_can_be_used() {
        for (Run run : Tier.FULL.runs()) {
            assertThat(run.method().recipe(run.task(), run.seed()).violations())
                    .as(run.name())
                    .isEmpty();
        }
        assertThat(Tier.FULL.runs()).extracting(Run::name).doesNotHaveDuplicates();
        assertThat(Tier.FULL.runs())
                .extracting(Run::name)
                .containsAll(Tier.QUICK.runs().stream().map(Run::name).toList());
    }

    @Test
    void a_trial_names_what_differs() {
        Run run =
                Trial.runs("count/hero/3?forward.steps=7&reward.source=LABELS").get(0);

        assertThat(run.name()).isEqualTo("count/hero?forward.steps=7&reward.source=LABELS/3");
        assertThat(run.method().overrides()).isEqualTo(Map.of("forward.steps", 7, "reward.source", "LABELS"));
        assertThat(run.method().recipe(run.task(), 3).forward().steps()).isEqualTo(7);
    }

    private static Seen seen(String name, double x, String colour) {
        return new Seen(name, x, 64, 40, 40, colour, 0.9);
    }

    private static Sight sight(Seen... objects) {
        return new Sight(List.of(objects), Collections.emptyList(), "cream");
    }
}
