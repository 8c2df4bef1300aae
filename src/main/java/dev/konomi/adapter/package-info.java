/** A tenant's adapters and their versions: publish, promote, roll back, import, export. */
@NullMarked
package dev.konomi.adapter;

import org.jspecify.annotations.NullMarked;
