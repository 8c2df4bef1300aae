/** The intermediate representation: what is computed, as data; shape rules, check, printer. */
@NullMarked
package dev.konomi.engine.graph;

import org.jspecify.annotations.NullMarked;
