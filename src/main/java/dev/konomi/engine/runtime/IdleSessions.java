package dev.konomi.engine.runtime;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;

/** Sessions that nobody uses any more, open for whoever wants the same graph next. */
final class IdleSessions implements AutoCloseable {
    private final int limit;
    /** The longest idle first. */
    private final Deque<Idle> idle = new ArrayDeque<>();

    private boolean closed;

    private record Idle(Key key, OnnxSession session) {}

    /**
     * What two sessions have in common that can stand for each other.
     *
     * @param digest SHA-256 of the model
     * @param externalDataFolder where its weights are
     */
    record Key(String digest, Path externalDataFolder, SessionOptions how) {
        static Key of(byte[] onnx, Path externalDataFolder, SessionOptions how) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(onnx);
                return new Key(HexFormat.of().formatHex(digest), externalDataFolder, how);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java has SHA-256", e);
            }
        }
    }

    /** @param limit sessions that are kept at most */
    IdleSessions(int limit) {
        this.limit = limit;
    }

    /** One that is the caller's alone until it is given back. */
    synchronized Optional<OnnxSession> take(Key key) {
        for (Iterator<Idle> each = idle.iterator(); each.hasNext(); ) {
            Idle found = each.next();
            if (found.key().equals(key)) {
                each.remove();
                return Optional.of(found.session());
            }
        }
        return Optional.empty();
    }

    /** Keeps it, and ends the longest idle one that is too much. */
    synchronized void give(Key key, OnnxSession session) {
        idle.addLast(new Idle(key, session));
        while (closed ? !idle.isEmpty() : idle.size() > limit) {
            idle.removeFirst().session().end();
        }
    }

    /** Ends those that are kept, and from now on each that is given. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(each -> each.session().end());
        idle.clear();
    }
}
