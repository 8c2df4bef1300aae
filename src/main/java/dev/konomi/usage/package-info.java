/** What a tenant used: images, labels, minutes of evaluators, seconds of the device. */
@NullMarked
package dev.konomi.usage;

import org.jspecify.annotations.NullMarked;
