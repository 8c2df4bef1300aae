/** Show, ask, train, publish. */
@NullMarked
package dev.konomi.round;

import org.jspecify.annotations.NullMarked;
