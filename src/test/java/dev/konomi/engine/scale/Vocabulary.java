package dev.konomi.engine.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A byte-level vocabulary of any size whose merges join letters to ever longer pieces, in alphabetical order. */
final class Vocabulary {
    private static final String WORD_END = "</w>";

    private final Map<String, Integer> ids = new LinkedHashMap<>();
    private final List<String> merges = new ArrayList<>();
    private final int ordinary;

    private Vocabulary(int size) {
        this.ordinary = size - 2;
    }

    /** @param size of the vocabulary, start and end token included: 514 or more */
    static Vocabulary of(int size) {
        Vocabulary vocabulary = new Vocabulary(size);
        List<String> bytes = symbols();
        bytes.forEach(vocabulary::add);
        bytes.forEach(symbol -> vocabulary.add(symbol + WORD_END));
        List<String> pieces = letters();
        while (vocabulary.ids.size() < vocabulary.ordinary) {
            pieces = vocabulary.joined(pieces);
        }
        vocabulary.add("<|startoftext|>");
        vocabulary.add("<|endoftext|>");
        return vocabulary;
    }

    private void add(String token) {
        ids.put(token, ids.size());
    }

    /** Every piece with every letter behind it, first as the end of a word. */
    private List<String> joined(List<String> pieces) {
        List<String> longer = new ArrayList<>();
        for (String end : List.of(WORD_END, "")) {
            for (String piece : pieces) {
                for (String letter : letters()) {
                    if (ids.size() == ordinary) {
                        return longer;
                    }
                    merges.add(piece + " " + letter + end);
                    add(piece + letter + end);
                    if (end.isEmpty()) {
                        longer.add(piece + letter);
                    }
                }
            }
        }
        return longer;
    }

    /** One printable character for each byte, as GPT-2 and CLIP choose them. */
    private static List<String> symbols() {
        List<String> printable = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            boolean shown = (i >= '!' && i <= '~') || (i >= 0xA1 && i <= 0xAC) || i >= 0xAE;
            if (shown) {
                printable.add(Character.toString(i));
            } else {
                others.add(Character.toString(256 + others.size()));
            }
        }
        printable.addAll(others);
        return printable;
    }

    private static List<String> letters() {
        return "abcdefghijklmnopqrstuvwxyz"
                .chars()
                .mapToObj(Character::toString)
                .toList();
    }

    void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.write(folder.resolve("vocab.json"), new ObjectMapper().writeValueAsBytes(ids));
        List<String> lines = new ArrayList<>(List.of("#version: 0.2"));
        lines.addAll(merges);
        Files.write(folder.resolve("merges.txt"), lines);
    }
}
