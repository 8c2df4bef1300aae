package dev.konomi.engine.diffusion;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.konomi.engine.checkpoint.CheckpointException;
import dev.konomi.engine.checkpoint.TokenizerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CLIP's tokenizer: byte-level BPE on lower-cased words, each closed by {@code </w>}. Equal to Hugging Face's fast
 * CLIPTokenizer, token by token.
 */
public final class ClipTokenizer {
    private static final String WORD_END = "</w>";
    private static final Pattern WHITESPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern WORD = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final String[] BYTE_SYMBOLS = byteSymbols();

    private record Merge(String left, String right) {}

    private final Map<String, Integer> vocabulary;
    private final Map<Merge, Integer> ranks;
    private final Pattern special;
    private final int maxLength;
    private final int startId;
    private final int endId;
    private final int padId;
    private final int unknownId;

    private ClipTokenizer(TokenizerFiles files, Map<String, Integer> vocabulary, Map<Merge, Integer> ranks) {
        this.vocabulary = vocabulary;
        this.ranks = ranks;
        this.maxLength = files.maxLength();
        this.special = Pattern.compile(Pattern.quote(files.startToken()) + "|" + Pattern.quote(files.endToken()));
        this.startId = id(files, files.startToken());
        this.endId = id(files, files.endToken());
        this.padId = id(files, files.padToken());
        this.unknownId = id(files, files.unknownToken());
    }

    public static ClipTokenizer of(TokenizerFiles files) {
        return new ClipTokenizer(files, readVocabulary(files.vocabulary()), readMerges(files.merges()));
    }

    private int id(TokenizerFiles files, String token) {
        Integer id = vocabulary.get(token);
        if (id == null) {
            throw new CheckpointException(files.vocabulary().toString(), token, "the token is not in the vocabulary");
        }
        return id;
    }

    /** Length of every encoded prompt. */
    public int maxLength() {
        return maxLength;
    }

    /**
     * Start, the prompt's tokens as far as they fit, end, padding.
     *
     * @return [maxLength] token ids
     */
    public long[] encode(String text) {
        List<Integer> tokens = tokens(text);
        int kept = Math.min(tokens.size(), maxLength - 2);
        long[] ids = new long[maxLength];
        Arrays.fill(ids, padId);
        ids[0] = startId;
        for (int i = 0; i < kept; i++) {
            ids[i + 1] = tokens.get(i);
        }
        ids[kept + 1] = endId;
        return ids;
    }

    /** How many tokens the whole prompt has, start and end included: more than maxLength means that it is cut. */
    public int tokenCount(String text) {
        return tokens(text).size() + 2;
    }

    private List<Integer> tokens(String text) {
        List<Integer> out = new ArrayList<>();
        Matcher marks = special.matcher(text);
        int at = 0;
        while (marks.find()) {
            addWords(text.substring(at, marks.start()), out);
            out.add(vocabulary.getOrDefault(marks.group(), unknownId));
            at = marks.end();
        }
        addWords(text.substring(at), out);
        return out;
    }

    private void addWords(String text, List<Integer> out) {
        Matcher words = WORD.matcher(normalize(text));
        while (words.find()) {
            for (String piece : merge(symbols(words.group()))) {
                out.add(vocabulary.getOrDefault(piece, unknownId));
            }
        }
    }

    private static String normalize(String text) {
        String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
        String spaced = WHITESPACE.matcher(composed).replaceAll(" ");
        StringBuilder lower = new StringBuilder();
        // one code point at a time: a sigma at the end of a word stays an ordinary one
        spaced.codePoints().forEach(c -> lower.append(Character.toString(c).toLowerCase(Locale.ROOT)));
        return lower.toString();
    }

    private static List<String> symbols(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        List<String> symbols = new ArrayList<>(bytes.length);
        for (byte b : bytes) {
            symbols.add(BYTE_SYMBOLS[b & 0xff]);
        }
        int last = symbols.size() - 1;
        symbols.set(last, symbols.get(last) + WORD_END);
        return symbols;
    }

    /** Joins the neighbours whose merge was learned first, the leftmost of equals, until none is left. */
    private List<String> merge(List<String> symbols) {
        while (symbols.size() > 1) {
            int best = -1;
            int bestRank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int rank = ranks.getOrDefault(new Merge(symbols.get(i), symbols.get(i + 1)), Integer.MAX_VALUE);
                if (rank < bestRank) {
                    best = i;
                    bestRank = rank;
                }
            }
            if (best < 0) {
                break;
            }
            symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
        }
        return symbols;
    }

    /** A printable character for every byte, as GPT-2 has them. */
    private static String[] byteSymbols() {
        String[] symbols = new String[256];
        int next = 256;
        for (int b = 0; b < symbols.length; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || (b >= 0xae);
            symbols[b] = Character.toString(printable ? b : next++);
        }
        return symbols;
    }

    private static Map<String, Integer> readVocabulary(Path path) {
        try {
            return JsonMapper.builder()
                    .build()
                    .readValue(Files.readAllBytes(path), new TypeReference<HashMap<String, Integer>>() {});
        } catch (IOException e) {
            throw new CheckpointException(path.toString(), null, "is no vocabulary: " + e.getMessage());
        }
    }

    private static Map<Merge, Integer> readMerges(Path path) {
        Map<Merge, Integer> ranks = new HashMap<>();
        try {
            for (String line : Files.readAllLines(path)) {
                if (line.isBlank() || line.startsWith("#version")) {
                    continue;
                }
                String[] pair = line.split(" ", -1);
                if (pair.length != 2) {
                    throw new CheckpointException(
                            path.toString(), null, "expected two symbols in a line, found '" + line + "'");
                }
                ranks.put(new Merge(pair[0], pair[1]), ranks.size());
            }
        } catch (IOException e) {
            throw new CheckpointException(path.toString(), null, "cannot be read: " + e.getMessage());
        }
        return ranks;
    }
}
