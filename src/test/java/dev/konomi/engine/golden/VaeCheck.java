package dev.konomi.engine.golden;

import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.model.VaeEncoderGraph;
import dev.konomi.engine.tensor.Tensor;

final class VaeCheck implements GoldenCheck {
    @Override
    public String title() {
        return "the autoencoder, both ways";
    }

    @Override
    public void check(GoldenFolder folder) {
        Tensor pixels = folder.tensor("vae.pixels"); // what the encoder reads; vae.image is what the decoder yields
        byte[] encoder = new NetworkCompiler(folder.model()).vaeEncoder(pixels.dim(2), pixels.dim(3));

        Tensor mean = Networks.run(folder, encoder, VaeEncoderGraph.PIXELS, pixels, VaeEncoderGraph.MEAN);

        GoldenAssertions.assertClose("encoded mean", mean, folder.tensor("vae.encoded_mean"));
        try (DiffusionModel model = Networks.open(folder)) {
            GoldenAssertions.assertClose(
                    "image", model.decode(folder.tensor("vae.latents")), folder.tensor("vae.image"));
        }
    }
}
