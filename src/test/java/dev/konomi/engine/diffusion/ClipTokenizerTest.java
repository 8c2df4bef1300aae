package dev.konomi.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.konomi.engine.checkpoint.CheckpointException;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.TokenizerFiles;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClipTokenizerTest {
    private static final int START = 734;
    private static final int END = 735;

    @TempDir
    Path folder;

    @Test
    void it_agrees_with_hugging_face_on_every_kind_of_text() throws Exception {
        ClipTokenizer tokenizer = ClipTokenizer.of(files(4096, "<|endoftext|>"));
        JsonNode cases = new ObjectMapper()
                .readTree(Path.of(resource("/tokenizer/basemodel.json").toURI()).toFile());

        SoftAssertions softly = new SoftAssertions();
        for (JsonNode each : cases) {
            String text = each.path("text").asText();
            long[] encoded = tokenizer.encode(text);
            long[] ids = Arrays.copyOfRange(encoded, 1, tokenizer.tokenCount(text) - 1);
            long[] expected = new ObjectMapper().convertValue(each.path("ids"), long[].class);
            softly.assertThat(ids).as(text).isEqualTo(expected);
        }
        softly.assertThat(cases).hasSizeGreaterThan(200);
        softly.assertAll();
    }

    @Test
    void a_long_prompt_is_cut_and_still_ends() throws Exception {
        ClipTokenizer tokenizer = ClipTokenizer.of(files(8, "<|endoftext|>"));

        long[] ids = tokenizer.encode("red ".repeat(20));

        assertThat(ids).hasSize(8).startsWith(START).endsWith(END);
        assertThat(Arrays.stream(ids).filter(id -> id == END).count()).isEqualTo(1);
        assertThat(tokenizer.tokenCount("red ".repeat(20))).isGreaterThan(8);
    }

    @Test
    void a_short_prompt_is_padded_as_the_folder_says() throws Exception {
        assertThat(ClipTokenizer.of(files(6, "<|endoftext|>")).encode(""))
                .containsExactly(START, END, END, END, END, END);
        assertThat(ClipTokenizer.of(files(6, "!")).encode("")).containsExactly(START, END, 0, 0, 0, 0);
    }

    @Test
    void a_token_that_the_vocabulary_lacks_is_named() throws Exception {
        assertThatThrownBy(() -> ClipTokenizer.of(files(6, "<pad>")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("vocab.json", "<pad>", "not in the vocabulary");
    }

    @Test
    void broken_files_are_named() throws Exception {
        TokenizerFiles good = files(6, "!");
        Path bad = Files.writeString(folder.resolve("bad"), "one two three\n");

        assertThatThrownBy(() -> ClipTokenizer.of(new TokenizerFiles(
                        bad, good.merges(), 6, "<|startoftext|>", "<|endoftext|>", "!", "<|endoftext|>")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("bad", "no vocabulary");
        assertThatThrownBy(() -> ClipTokenizer.of(new TokenizerFiles(
                        good.vocabulary(), bad, 6, "<|startoftext|>", "<|endoftext|>", "!", "<|endoftext|>")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("bad", "two symbols", "one two three");
    }

    @Test
    void the_bundled_model_takes_32_tokens() throws Exception {
        Path model = Path.of(resource("/basemodel").toURI());

        assertThat(ClipTokenizer.of(DiffusersFolder.open(model).tokenizer()).maxLength())
                .isEqualTo(32);
    }

    private static TokenizerFiles files(int maxLength, String padToken) throws Exception {
        return new TokenizerFiles(
                Path.of(resource("/basemodel/tokenizer/vocab.json").toURI()),
                Path.of(resource("/basemodel/tokenizer/merges.txt").toURI()),
                maxLength,
                "<|startoftext|>",
                "<|endoftext|>",
                padToken,
                "<|endoftext|>");
    }

    private static URL resource(String name) {
        return Objects.requireNonNull(ClipTokenizerTest.class.getResource(name));
    }
}
