/** A graph in, ONNX bytes out. */
@NullMarked
package dev.konomi.engine.onnx;

import org.jspecify.annotations.NullMarked;
