package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.util.List;

/**
 * One mixed UNet batch: every row has its own time step, text and adapter.
 *
 * @param latents x_t, [rows, channels, height/8, width/8], F32
 * @param timesteps [rows], F32, 0…999
 * @param text encoder states, [rows, tokens, width], F32
 * @param slots [rows], I64; 0 is the base model, s > 0 is {@code adapters.get(s - 1)}
 * @param adapters the adapters in slots 1, 2, …
 */
public record DenoiseBatch(Tensor latents, Tensor timesteps, Tensor text, Tensor slots, List<AdapterRef> adapters) {
    public DenoiseBatch {
        adapters = List.copyOf(adapters);
    }

    int rows() {
        return latents.dim(0);
    }
}
