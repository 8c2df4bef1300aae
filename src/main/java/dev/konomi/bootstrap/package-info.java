/** What has to stand before the rooms do: the data folder, the embedded database, the settings of both. */
@NullMarked
package dev.konomi.bootstrap;

import org.jspecify.annotations.NullMarked;
