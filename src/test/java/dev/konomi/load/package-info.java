/** Load on the packaged jar through HTTP: how fast it serves many tenants, and whether it keeps its size. */
@NullMarked
package dev.konomi.load;

import org.jspecify.annotations.NullMarked;
