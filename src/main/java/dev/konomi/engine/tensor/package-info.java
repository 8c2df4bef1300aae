/** Numbers with a shape; the only data between engine rooms. */
@NullMarked
package dev.konomi.engine.tensor;

import org.jspecify.annotations.NullMarked;
