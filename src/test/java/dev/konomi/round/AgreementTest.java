package dev.konomi.round;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AgreementTest {
    @Test
    void equals_krippendorffs_own_example_of_two_observers() {
        // Krippendorff 2011, section A: Meg and Owen on ten articles
        List<Judgement> judgements = new ArrayList<>();
        judgements.addAll(says("meg", "0100000010"));
        judgements.addAll(says("owen", "1110010000"));

        assertThat(Agreement.krippendorffAlpha(judgements))
                .hasValueSatisfying(alpha -> assertThat(alpha).isCloseTo(0.095, within(0.0005)));
    }

    @Test
    void is_one_where_all_agree_and_below_zero_where_all_contradict() {
        assertThat(alpha(says("ann", "1010"), says("bob", "1010"))).isEqualTo(1);
        assertThat(alpha(says("ann", "1010"), says("bob", "0101"))).isNegative();
    }

    @Test
    void ignores_images_with_one_judge() {
        assertThat(alpha(says("ann", "10101111"), says("bob", "1000")))
                .isEqualTo(alpha(says("ann", "1010"), says("bob", "1000")));
    }

    @Test
    void is_unknown_where_nobody_can_be_compared_or_nothing_differs() {
        assertThat(Agreement.krippendorffAlpha(says("ann", "1010"))).isEmpty();
        List<Judgement> same = new ArrayList<>(says("ann", "11"));
        same.addAll(says("bob", "11"));
        assertThat(Agreement.krippendorffAlpha(same)).isEmpty();
    }

    private static double alpha(List<Judgement> one, List<Judgement> other) {
        List<Judgement> both = new ArrayList<>(one);
        both.addAll(other);
        return Agreement.krippendorffAlpha(both).orElseThrow();
    }

    private static List<Judgement> says(String evaluator, String verdicts) {
        List<Judgement> said = new ArrayList<>();
        for (int i = 0; i < verdicts.length(); i++) {
            said.add(new Judgement("rnd/" + i, evaluator, verdicts.charAt(i) == '1'));
        }
        return said;
    }
}
