package dev.konomi.engine.hero;

/** The parts of a training, in order. */
public enum Stage {
    ENCODER,
    REWARD,
    POLICY
}
