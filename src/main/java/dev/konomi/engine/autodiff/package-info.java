/** A graph in, its gradient graph out: one rule table. */
@NullMarked
package dev.konomi.engine.autodiff;

import org.jspecify.annotations.NullMarked;
