/** Checkpoints in the dimensions of the public models, made of random numbers, and what it costs to run them. */
@NullMarked
package dev.konomi.engine.scale;

import org.jspecify.annotations.NullMarked;
