package dev.konomi.image;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * What this process may use. In a container these are the container's limits.
 *
 * @param cores processors
 * @param memoryBytes memory of everything in it
 * @param heapBytes what the JVM may take of it for itself
 */
record Machine(int cores, long memoryBytes, long heapBytes) {
    static Machine here() {
        return new Machine(
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
                Runtime.getRuntime().maxMemory());
    }
}
