/** The one loaded base model; prompts to images. */
@NullMarked
package dev.konomi.image;

import org.jspecify.annotations.NullMarked;
