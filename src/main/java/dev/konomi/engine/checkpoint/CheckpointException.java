package dev.konomi.engine.checkpoint;

import org.jspecify.annotations.Nullable;

/** A file of a checkpoint that is not what it claims to be. The message names the file, the tensor and the reason. */
public final class CheckpointException extends RuntimeException {
    private final String source;
    private final @Nullable String tensor;
    private final String reason;

    /**
     * Says what is wrong with which file.
     *
     * @param source path of the file, or the name under which the bytes came in
     * @param tensor the tensor (or the field of a configuration) at fault, if one is
     * @param reason what was expected and what was found
     */
    public CheckpointException(String source, @Nullable String tensor, String reason) {
        super(tensor == null ? source + ": " + reason : source + ": " + tensor + ": " + reason);
        this.source = source;
        this.tensor = tensor;
        this.reason = reason;
    }

    CheckpointException(String source, String reason, Throwable cause) {
        this(source, null, reason);
        initCause(cause);
    }

    public String source() {
        return source;
    }

    public @Nullable String tensor() {
        return tensor;
    }

    public String reason() {
        return reason;
    }
}
