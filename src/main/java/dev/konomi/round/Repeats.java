package dev.konomi.round;

import dev.konomi.engine.hero.Recipe;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A round's hidden repeats: which images are shown twice, and what the two answers come to. An evaluator's first entry
 * of an image counts; the second is only held against it, but for somebody who answered the second alone.
 */
final class Repeats {
    /** By the place of the second entry, the image that it repeats. */
    private final Map<Integer, Integer> originals;

    private Repeats(Map<Integer, Integer> originals) {
        this.originals = originals;
    }

    /** @param images all entries of a round, those that repeat others included */
    static Repeats of(List<RoundImage> images) {
        Map<Integer, Integer> originals = new HashMap<>();
        for (RoundImage image : images) {
            if (image.repeats != null) {
                originals.put(image.k, image.repeats);
            }
        }
        return new Repeats(originals);
    }

    /** The images that a round shows twice, the same whoever asks. */
    static List<Integer> drawn(Recipe recipe, int roundNumber) {
        List<Integer> all =
                new ArrayList<>(IntStream.range(0, recipe.roundSize()).boxed().toList());
        Collections.shuffle(all, new Random(31 * recipe.seed() + roundNumber));
        return List.copyOf(all.subList(0, recipe.repeats().of(recipe.roundSize())));
    }

    /** One answer for each image and evaluator. */
    List<Feedback> folded(List<Feedback> feedback) {
        if (originals.isEmpty()) {
            return feedback;
        }
        Map<String, Feedback> byImage = new LinkedHashMap<>();
        feedback.stream()
                .filter(one -> !originals.containsKey(one.k))
                .forEach(one -> byImage.put(key(one.k, one), one));
        for (Feedback second : feedback) {
            Integer image = originals.get(second.k);
            if (image == null) {
                continue;
            }
            String key = key(image, second);
            @Nullable Feedback first = byImage.get(key);
            if (first == null) {
                byImage.put(key, answer(image, second, second.isBest()));
            } else if (second.isBest() && first.verdict() == Verdict.GOOD) {
                byImage.put(key, answer(image, first, true));
            }
        }
        return List.copyOf(byImage.values());
    }

    /** By evaluator, of those who answered at least one image twice. */
    SortedMap<String, Consistency> consistencies(List<Feedback> feedback) {
        Map<String, Feedback> byImage = new HashMap<>();
        feedback.forEach(one -> byImage.put(key(one.k, one), one));
        SortedMap<String, Consistency> found = new TreeMap<>();
        for (Feedback second : feedback) {
            Integer image = originals.get(second.k);
            @Nullable Feedback first = image == null ? null : byImage.get(key(image, second));
            if (first != null && speaks(first) && speaks(second)) {
                int same = first.verdict() == second.verdict() ? 1 : 0;
                found.merge(second.evaluator, new Consistency(1, same), Consistency::and);
            }
        }
        return found;
    }

    private static boolean speaks(Feedback feedback) {
        return feedback.verdict() == Verdict.GOOD || feedback.verdict() == Verdict.BAD;
    }

    private static Feedback answer(int image, Feedback like, boolean best) {
        return new Feedback(like.roundId, image, like.evaluator, like.verdict(), best, like.changedAt);
    }

    private static String key(int image, Feedback feedback) {
        return image + "/" + feedback.evaluator;
    }
}
