package dev.konomi.engine.runtime;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/** Memory outside the heap that native code reads, kept for the next run: it is slow to get and late to be freed. */
final class DirectBuffers {

    private static final int KEPT = 1024;

    private final Deque<ByteBuffer> free = new ArrayDeque<>();

    /** A buffer of at least so many bytes, and not of twice as many, in the processor's byte order. */
    synchronized ByteBuffer take(int bytes) {
        for (Iterator<ByteBuffer> each = free.iterator(); each.hasNext(); ) {
            ByteBuffer buffer = each.next();
            if (buffer.capacity() >= bytes && buffer.capacity() / 2 <= bytes) {
                each.remove();
                return buffer.clear().limit(bytes).order(ByteOrder.nativeOrder());
            }
        }
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    synchronized void give(ByteBuffer buffer) {
        if (free.size() == KEPT) {
            free.removeLast();
        }
        free.addFirst(buffer);
    }
}
