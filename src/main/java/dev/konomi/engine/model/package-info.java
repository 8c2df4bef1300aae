/** Configuration and weights in, one network graph out (text encoder, UNet, VAE); LoRA sites. */
@NullMarked
package dev.konomi.engine.model;

import org.jspecify.annotations.NullMarked;
