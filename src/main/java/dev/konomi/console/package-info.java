/** Pages for evaluators and admins. */
@NullMarked
package dev.konomi.console;

import org.jspecify.annotations.NullMarked;
