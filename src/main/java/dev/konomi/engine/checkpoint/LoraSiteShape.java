package dev.konomi.engine.checkpoint;

/**
 * A projection of the UNet that LoRA may change.
 *
 * @param path such as "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q"
 * @param in width of what comes in
 * @param out width of what goes out
 */
public record LoraSiteShape(String path, int in, int out) {}
