package dev.konomi.engine.runtime;

import java.util.Locale;

/** Where graphs run. */
public enum Device {
    /** CUDA where it is there, else the CPU. */
    AUTO,
    CPU,
    CUDA;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
