/** The only door to the object store: put and get by tenant and digest. */
@NullMarked
package dev.konomi.artefact;

import org.jspecify.annotations.NullMarked;
