/** What a version learned, as figures and as one picture. */
@NullMarked
package dev.konomi.report;

import org.jspecify.annotations.NullMarked;
