package dev.konomi.engine.runtime;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;

/** Stops the runs that it was handed to, between two nodes of their graphs. Once cancelled it stays so. */
public final class Cancellation {

    private final Set<RunOptions> running = new HashSet<>();
    private boolean cancelled;

    public synchronized void cancel() {
        cancelled = true;
        for (RunOptions run : running) {
            try {
                run.setTerminate(true);
            } catch (OrtException e) {
                throw new EngineException("cannot stop a run", e);
            }
        }
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    synchronized boolean isRunning() {
        return !running.isEmpty();
    }

    synchronized void enter(RunOptions run) {
        if (cancelled) {
            throw new CancellationException("cancelled before the run began");
        }
        running.add(run);
    }

    synchronized void leave(RunOptions run) {
        running.remove(run);
    }
}
