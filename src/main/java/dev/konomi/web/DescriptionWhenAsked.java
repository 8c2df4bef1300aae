package dev.konomi.web;

import jakarta.annotation.Priority;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InvocationContext;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Puts the API's description together when it is first asked for. The library does so at each start, and reads 90 kB
 * with a YAML parser and writes them twice for it: 0.1 s before the first request, for a page that few open.
 */
@WhenAsked
@Interceptor
@Priority(Interceptor.Priority.LIBRARY_BEFORE)
class DescriptionWhenAsked {
    private static final String PREPARING = "prepareDocument";

    private final Queue<InvocationContext> preparations = new ArrayDeque<>();

    @AroundInvoke
    synchronized @Nullable Object prepareFirst(InvocationContext call) throws Exception {
        if (call.getMethod().getName().equals(PREPARING)) {
            preparations.add(call);
            return null;
        }
        for (InvocationContext first = preparations.poll(); first != null; first = preparations.poll()) {
            first.proceed();
        }
        return call.proceed();
    }
}
