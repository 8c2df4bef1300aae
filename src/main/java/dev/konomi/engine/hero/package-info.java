/** Feedback in, new adapter weights, reward encoder and noise bank out. */
@NullMarked
package dev.konomi.engine.hero;

import org.jspecify.annotations.NullMarked;
