package dev.konomi.engine.golden;

import dev.konomi.engine.diffusion.DenoiseBatch;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.tensor.Tensor;

/** One batch of the base model (slot 0) and both adapters, whose ranks differ, each row at its own time step. */
final class UnetPredictionCheck implements GoldenCheck {
    @Override
    public String title() {
        return "the UNet's prediction for a batch of mixed adapters";
    }

    @Override
    public void check(GoldenFolder folder) {
        try (DiffusionModel model = Networks.open(folder)) {
            Tensor prediction = model.predict(batch(folder));

            Tensor golden = folder.tensor("unet.noise_pred");
            GoldenAssertions.assertClose("prediction", prediction, golden);
            for (int row = 0; row < golden.dim(0); row++) {
                GoldenAssertions.assertClose("row " + row, prediction.rows(row, row + 1), golden.rows(row, row + 1));
            }
        }
    }

    static DenoiseBatch batch(GoldenFolder folder) {
        return new DenoiseBatch(
                folder.tensor("unet.sample"),
                asFloats(folder.tensor("unet.timestep")),
                folder.tensor("unet.encoder_hidden_states"),
                folder.tensor("unet.slot"),
                Networks.adapters(folder));
    }

    private static Tensor asFloats(Tensor timesteps) {
        Tensor floats = Tensor.zeros(timesteps.shape());
        for (int i = 0; i < timesteps.elementCount(); i++) {
            floats.f32()[i] = timesteps.i64()[i];
        }
        return floats;
    }
}
