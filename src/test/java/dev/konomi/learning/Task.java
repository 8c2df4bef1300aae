package dev.konomi.learning;

import dev.konomi.judge.Sight;
import java.util.List;

/**
 * What a simulated customer wants.
 *
 * @param name as it stands in the results
 * @param title for people
 * @param prompts that rounds are painted from
 * @param unseen prompts that nobody ever trains
 * @param guidance weight of the prompt, in rounds and in evaluations
 * @param rule the customer's taste
 */
record Task(String name, String title, List<String> prompts, List<String> unseen, double guidance, Rule rule) {
    /** A verdict from pixels. */
    interface Rule {
        boolean isGood(String prompt, Sight sight);
    }
}
