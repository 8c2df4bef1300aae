/** The packaged application's front door: starts the JVM with the class archive that an earlier start has left. */
@NullMarked
package dev.konomi.launch;

import org.jspecify.annotations.NullMarked;
