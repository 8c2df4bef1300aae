/** What is on disk: Diffusers folder, safetensors, LoRA files in the PEFT/diffusers and the kohya form. */
@NullMarked
package dev.konomi.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
