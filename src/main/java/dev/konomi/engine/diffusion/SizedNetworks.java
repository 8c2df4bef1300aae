package dev.konomi.engine.diffusion;

import dev.konomi.engine.runtime.OnnxSession;

/** The networks that are built for one picture size. */
record SizedNetworks(UnetSession unet, OnnxSession vaeDecoder) implements AutoCloseable {
    @Override
    public void close() {
        try (unet) {
            vaeDecoder.close();
        }
    }
}
