package dev.konomi.adapter;

/** Where a version came from. */
public enum VersionOrigin {
    /** Version 0: the base model itself. */
    BASE,
    /** A round trained it. */
    ROUND,
    /** Somebody brought a LoRA file. */
    IMPORT
}
