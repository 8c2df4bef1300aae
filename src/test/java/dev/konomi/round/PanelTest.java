package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PanelTest {
    private static final int IMAGES = 192;

    @Test
    void somebody_alone_who_contradicts_themselves_is_believed_less() {
        List<Judgement> said = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            said.add(new Judgement("i" + i, "ann", i % 2 == 0));
        }

        Panel sure = Panel.of(said, Map.of("ann", new Consistency(8, 8)));
        Panel doubted = Panel.of(said, Map.of("ann", new Consistency(8, 4)));

        assertThat(sure.good("i0")).isEqualTo(1);
        assertThat(sure.reliabilities()).isEmpty();
        // alike (4 + 8.2) / 18 = .678, which somebody has who is right in .798
        assertThat(doubted.good("i0")).isCloseTo(0.798, within(0.001));
        assertThat(doubted.good("i1")).isCloseTo(0.202, within(0.001));
        assertThat(doubted.reliabilities().get("ann").judgements()).isEqualTo(20);
    }

    @Test
    void takes_a_lone_evaluators_word_as_it_is() {
        Panel panel = Panel.of(List.of(new Judgement("a", "ann", true), new Judgement("b", "ann", false)), Map.of());

        assertThat(panel.good("a")).isOne();
        assertThat(panel.good("b")).isZero();
        assertThat(panel.reliabilities()).isEmpty();
        assertThatThrownBy(() -> panel.good("c")).hasMessageContaining("nobody judged image c");
    }

    @Test
    void finds_out_who_answers_at_random() {
        Panel panel = Panel.of(crowd(1, 0.95, 0.95, 0.5), Map.of());

        assertThat(panel.reliabilities().get("evaluator 0").sensitivity()).isGreaterThan(0.85);
        assertThat(panel.reliabilities().get("evaluator 1").specificity()).isGreaterThan(0.85);
        assertThat(panel.reliabilities().get("evaluator 2").sensitivity()).isCloseTo(0.5, within(0.15));
        assertThat(panel.reliabilities().get("evaluator 2").specificity()).isCloseTo(0.5, within(0.1));
        assertThat(panel.reliabilities().get("evaluator 2").judgements()).isEqualTo(IMAGES);
    }

    @Test
    void follows_the_one_who_knows_against_two_who_guess() {
        SplittableRandom random = new SplittableRandom(5);
        List<Judgement> judgements = new ArrayList<>();
        int right = 0;
        int rightByMajority = 0;
        for (int i = 0; i < IMAGES; i++) {
            boolean good = isGood(i);
            int votes = 0;
            for (int evaluator = 0; evaluator < 5; evaluator++) {
                double accuracy = evaluator < 3 ? 0.5 : 0.97;
                boolean said = (random.nextDouble() < accuracy) == good;
                votes += said ? 1 : 0;
                judgements.add(new Judgement("i" + i, "evaluator " + evaluator, said));
            }
            rightByMajority += votes > 2 == good ? 1 : 0;
        }
        Panel panel = Panel.of(judgements, Map.of());
        for (int i = 0; i < IMAGES; i++) {
            right += panel.good("i" + i) > 0.5 == isGood(i) ? 1 : 0;
        }

        assertThat(right).isGreaterThan(rightByMajority + IMAGES / 20).isGreaterThan(IMAGES * 19 / 20);
    }

    @Test
    void is_unsure_where_equals_contradict_one_another_and_sure_where_all_agree() {
        List<Judgement> judgements = crowd(2, 0.95, 0.95);
        judgements.add(new Judgement("disputed", "evaluator 0", true));
        judgements.add(new Judgement("disputed", "evaluator 1", false));
        judgements.add(new Judgement("clear", "evaluator 0", true));
        judgements.add(new Judgement("clear", "evaluator 1", true));
        Panel panel = Panel.of(judgements, Map.of());

        assertThat(panel.good("disputed")).isBetween(0.1, 0.9);
        assertThat(panel.good("clear")).isGreaterThan(0.95);
    }

    private static List<Judgement> crowd(long seed, double... accuracies) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Judgement> judgements = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            for (int evaluator = 0; evaluator < accuracies.length; evaluator++) {
                boolean said = (random.nextDouble() < accuracies[evaluator]) == isGood(i);
                judgements.add(new Judgement("i" + i, "evaluator " + evaluator, said));
            }
        }
        return judgements;
    }

    private static boolean isGood(int image) {
        return image % 3 == 0;
    }
}
