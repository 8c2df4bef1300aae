/** Prompt and seed in, images and trajectories out: tokenizer, DDIM schedule, guidance, the batching denoise loop, adapter slots. */
@NullMarked
package dev.konomi.engine.diffusion;

import org.jspecify.annotations.NullMarked;
