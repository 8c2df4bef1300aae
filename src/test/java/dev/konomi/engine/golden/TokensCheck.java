package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.diffusion.ClipTokenizer;
import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;

final class TokensCheck implements GoldenCheck {
    @Override
    public String title() {
        return "prompts become exactly these tokens";
    }

    @Override
    public void check(GoldenFolder folder) {
        ClipTokenizer tokenizer = ClipTokenizer.of(folder.model().tokenizer());
        Tensor golden = folder.tensor("text.input_ids");
        int length = golden.dim(1);

        assertThat(tokenizer.maxLength()).isEqualTo(length);
        for (int i = 0; i < golden.dim(0); i++) {
            String text = folder.json().path("texts").get(i).asText();
            long[] expected = Arrays.copyOfRange(golden.i64(), i * length, (i + 1) * length);
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected);
        }
    }
}
