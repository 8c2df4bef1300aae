package dev.konomi.round;

import dev.konomi.web.ProblemException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a feedback request asks for, checked and in plain form.
 *
 * @param verdicts image to its new verdict
 * @param best empty leaves the best as it is
 */
record FeedbackEdit(SortedMap<Integer, Verdict> verdicts, Optional<Best> best) {
    /** The new best image, or that there is none. */
    record Best(@Nullable Integer image) {}

    /**
     * @param imageCount images of the round
     * @param current the evaluator's verdicts as they stand
     */
    static FeedbackEdit of(FeedbackRequest request, int imageCount, Map<Integer, Verdict> current) {
        SortedMap<Integer, Verdict> verdicts = new TreeMap<>();
        Optional<Best> best = Optional.empty();
        List<FeedbackRequest.Item> items = request.verdicts() == null ? List.of() : request.verdicts();
        for (int i = 0; i < items.size(); i++) {
            String field = "verdicts[" + i + "]";
            FeedbackRequest.Item item = items.get(i);
            if (item == null) {
                throw ProblemException.invalid(field, "expected an object, found null");
            }
            int image = requireImage(field + ".image", item.image(), imageCount);
            @Nullable Verdict verdict = item.verdict();
            if (verdict == null && item.best() == null) {
                throw ProblemException.invalid(field, "expected a verdict, or best, found neither");
            }
            if (verdict != null && verdicts.put(image, verdict) != null) {
                throw ProblemException.invalid(field + ".image", "image " + image + " stands twice in one request");
            }
            if (Boolean.TRUE.equals(item.best())) {
                best = Optional.of(requireOne(best, image, field + ".best"));
            } else if (Boolean.FALSE.equals(item.best()) && best.isEmpty()) {
                best = Optional.of(new Best(null));
            }
        }
        if (request.best() != null) {
            best = Optional.of(requireOne(best, requireImage("best", request.best(), imageCount), "best"));
        }
        if (Boolean.TRUE.equals(request.noneIsGood())) {
            return noneIsGood(verdicts, best, imageCount, current);
        }
        return new FeedbackEdit(withBestGood(verdicts, best), best);
    }

    private static FeedbackEdit noneIsGood(
            SortedMap<Integer, Verdict> verdicts, Optional<Best> best, int imageCount, Map<Integer, Verdict> current) {
        if (verdicts.containsValue(Verdict.GOOD)
                || best.filter(b -> b.image() != null).isPresent()) {
            throw ProblemException.invalid("none_is_good", "contradicts the good or best image in the same request");
        }
        for (int image = 0; image < imageCount; image++) {
            if (current.get(image) != Verdict.SKIP) {
                verdicts.putIfAbsent(image, Verdict.BAD);
            }
        }
        return new FeedbackEdit(verdicts, Optional.of(new Best(null)));
    }

    /** The best image is good; saying otherwise in one breath is refused. */
    private static SortedMap<Integer, Verdict> withBestGood(SortedMap<Integer, Verdict> verdicts, Optional<Best> best) {
        @Nullable Integer image = best.map(Best::image).orElse(null);
        if (image != null) {
            Verdict said = verdicts.getOrDefault(image, Verdict.GOOD);
            if (said != Verdict.GOOD) {
                throw ProblemException.invalid("best", "image " + image + " is called best and " + said.word());
            }
            verdicts.put(image, Verdict.GOOD);
        }
        return verdicts;
    }

    private static Best requireOne(Optional<Best> best, int image, String field) {
        @Nullable Integer before = best.map(Best::image).orElse(null);
        if (before != null && before != image) {
            throw ProblemException.invalid(field, "one image can be the best, found " + before + " and " + image);
        }
        return new Best(image);
    }

    private static int requireImage(String field, @Nullable Integer image, int imageCount) {
        if (image == null || image < 0 || image >= imageCount) {
            throw ProblemException.invalid(
                    field, "found " + image + ", which is no image of this round", "0 to " + (imageCount - 1));
        }
        return image;
    }
}
