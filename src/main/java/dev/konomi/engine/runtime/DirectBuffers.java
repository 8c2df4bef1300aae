package dev.konomi.engine.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Memory outside the heap that native code reads, kept for the next run: it is slow to get. What is kept beyond a limit
 * is freed, the longest unused first.
 */
final class DirectBuffers implements AutoCloseable {

    private final long limitBytes;
    private final Deque<ByteBuffer> free = new ArrayDeque<>();
    private long freeBytes;
    private boolean closed;

    DirectBuffers(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    /** A buffer of at least so many bytes, and not of more than twice as many; {@link #give} it back as it is. */
    synchronized ByteBuffer take(int bytes) {
        for (Iterator<ByteBuffer> each = free.iterator(); each.hasNext(); ) {
            ByteBuffer buffer = each.next();
            if (buffer.capacity() >= bytes && buffer.capacity() / 2 <= bytes) {
                each.remove();
                freeBytes -= buffer.capacity();
                return buffer;
            }
        }
        return NativeMemory.allocate(bytes);
    }

    synchronized void give(ByteBuffer buffer) {
        free.addFirst(buffer);
        freeBytes += buffer.capacity();
        while (closed ? !free.isEmpty() : freeBytes > limitBytes) {
            ByteBuffer oldest = free.removeLast();
            freeBytes -= oldest.capacity();
            NativeMemory.free(oldest);
        }
    }

    synchronized long keptBytes() {
        return freeBytes;
    }

    /** Frees what is kept; what is still out is freed when it comes back. */
    @Override
    public synchronized void close() {
        closed = true;
        free.forEach(NativeMemory::free);
        free.clear();
        freeBytes = 0;
    }
}
