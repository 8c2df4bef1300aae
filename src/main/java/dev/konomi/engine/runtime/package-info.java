/** The only door to ONNX Runtime: sessions, devices, bindings. */
@NullMarked
package dev.konomi.engine.runtime;

import org.jspecify.annotations.NullMarked;
