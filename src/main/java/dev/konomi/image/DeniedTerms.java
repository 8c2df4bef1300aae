package dev.konomi.image;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A tenant's denied terms, matched on whole words without regard to case, accents, compatibility forms or the signs
 * between words.
 */
final class DeniedTerms {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private final List<String> terms;

    DeniedTerms(List<String> terms) {
        this.terms = List.copyOf(terms);
    }

    /** The first term that the text contains. */
    Optional<String> firstIn(String text) {
        String words = words(text);
        return terms.stream()
                .filter(term -> !words(term).isBlank() && words.contains(words(term)))
                .findFirst();
    }

    /** The words of a text in one normal form, each between two spaces. */
    private static String words(String text) {
        String plain =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return " "
                + BETWEEN_WORDS
                        .matcher(plain.toLowerCase(Locale.ROOT))
                        .replaceAll(" ")
                        .strip() + " ";
    }
}
