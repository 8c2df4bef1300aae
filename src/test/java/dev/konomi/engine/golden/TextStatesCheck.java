package dev.konomi.engine.golden;

import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.TextEncoderGraph;
import dev.konomi.engine.tensor.Tensor;

final class TextStatesCheck implements GoldenCheck {
    @Override
    public String title() {
        return "the text encoder's last hidden state";
    }

    @Override
    public void check(GoldenFolder folder) {
        byte[] onnx = new NetworkCompiler(folder.model()).textEncoder();

        Tensor states = Networks.run(
                folder, onnx, TextEncoderGraph.TOKENS, folder.tensor("text.input_ids"), TextEncoderGraph.STATES);

        GoldenAssertions.assertClose("states", states, folder.tensor("text.last_hidden_state"));
    }
}
