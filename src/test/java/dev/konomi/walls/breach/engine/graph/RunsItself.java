package dev.konomi.walls.breach.engine.graph;

import ai.onnxruntime.OnnxTensor;

/** Planted: the runtime has one door. */
public interface RunsItself {
    OnnxTensor run();
}
