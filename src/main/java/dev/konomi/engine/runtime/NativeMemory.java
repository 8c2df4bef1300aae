package dev.konomi.engine.runtime;

import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Memory outside the heap that is given back when its owner says so. Left to the garbage collector it would stay until
 * the heap fills, and a large process hardly ever fills its heap.
 */
final class NativeMemory {

    private NativeMemory() {}

    /** Zeros in the processor's byte order. */
    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** @param buffer as {@link #allocate} gave it, no view of it; nobody may touch it any more */
    static void free(ByteBuffer buffer) {
        try {
            Freeing.METHOD.invoke(Freeing.UNSAFE, buffer);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new EngineException("native memory cannot be freed", e);
        }
    }

    /**
     * Gives back to the system what native code has freed. The C library keeps it otherwise, in pieces between what is
     * in use, and a process that trains now and then grows by some of it each time. Where the JVM cannot (before 17.0.9,
     * or without glibc) nothing happens.
     */
    static void trim() {
        try {
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "systemTrimNativeHeap",
                            new Object[0],
                            new String[0]);
        } catch (JMException | RuntimeException unknownCommand) {
            return; // it stays the C library's, as without this
        }
    }

    /** The one supported way before Java 22, of module jdk.unsupported; not on anybody's class path at compile time. */
    private static final class Freeing {
        private static final Object UNSAFE;
        private static final Method METHOD;

        static {
            try {
                Class<?> type = Class.forName("sun.misc.Unsafe");
                var field = type.getDeclaredField("theUnsafe");
                field.setAccessible(true);
                UNSAFE = field.get(null);
                METHOD = type.getMethod("invokeCleaner", ByteBuffer.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
