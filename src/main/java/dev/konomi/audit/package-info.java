/** What happened, unforgeable and in order. */
@NullMarked
package dev.konomi.audit;

import org.jspecify.annotations.NullMarked;
