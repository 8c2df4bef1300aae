package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.UnetConfig;

/**
 * For which pictures and texts a UNet graph is built.
 *
 * @param channels of the latents
 * @param height of the latents
 * @param width of the latents
 * @param tokens of each text
 * @param textWidth width of each token's state
 */
public record UnetSize(int channels, int height, int width, int tokens, int textWidth) {
    public static UnetSize of(UnetConfig config, int latentHeight, int latentWidth, int tokens) {
        return new UnetSize(config.inChannels(), latentHeight, latentWidth, tokens, config.crossAttentionDim());
    }
}
