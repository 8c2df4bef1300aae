/** Where the process begins. */
@NullMarked
package dev.konomi;

import org.jspecify.annotations.NullMarked;
