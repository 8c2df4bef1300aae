/**
 * The intermediate representation: what is computed, as data; shape rules, check, printer.
 *
 * <p>A {@link dev.konomi.engine.graph.GraphBuilder} has one method per op; {@link dev.konomi.engine.graph.Layers}
 * composes them to the layers of neural networks. {@link dev.konomi.engine.graph.GraphBuilder#build()} keeps what the
 * outputs need. The text form of a graph:
 *
 * <pre>
 * graph  = "graph" name line* output*
 * line   = value ": " type " = " op "(" [value {", " value}] ")" [" {" key "=" setting {", " key "=" setting} "}"]
 * output = "output" name "=" value
 * value  = "%" number                         numbered in order, from 0
 * type   = dtype "[" [dim {"," dim}] "]"      f32[B,4,16,16]
 * dim    = number | [number] symbol           16, B, 16B
 * </pre>
 */
@NullMarked
package dev.konomi.engine.graph;

import org.jspecify.annotations.NullMarked;
