package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A sample on its way: the request, and where it stands. Touched by the device thread only, but for its future. */
final class Sample {
    /** Steps of the loop in which a round's finished latents let others be decoded first. */
    private static final int ROUND_PATIENCE = 8;

    private final SampleRequest request;
    private final CompletableFuture<SampleResult> future;
    private final Course course;
    private final BitSet recordedSteps = new BitSet();
    private final List<RecordedStep> recorded = new ArrayList<>();
    private boolean waitedForTraining;
    private long deviceNanos;
    private long decodingDue;
    private @Nullable Started started;

    /** What exists once the sample has joined its first batch: its noise and its texts. */
    private record Started(Tensor initialNoise, Waypoint at, Tensor text, Tensor negativeText) {
        Started moved(Waypoint to) {
            return new Started(initialNoise, to, text, negativeText);
        }
    }

    Sample(SampleRequest request, CompletableFuture<SampleResult> future, Course course) {
        this.request = request;
        this.future = future;
        this.course = course;
        for (int step : request.recordedSteps()) {
            recordedSteps.set(step);
        }
    }

    SampleRequest request() {
        return request;
    }

    Priority priority() {
        return request.priority();
    }

    String shareKey() {
        return request.shareKey();
    }

    int rows() {
        return request.rows();
    }

    /** What one step costs the device, in pixels that the UNet moves. */
    long work() {
        return rows() * pixels();
    }

    long pixels() {
        return (long) request.heightPx() * request.widthPx();
    }

    boolean hasSizeOf(Sample other) {
        return request.heightPx() == other.request.heightPx() && request.widthPx() == other.request.widthPx();
    }

    /** Finished, failed or cancelled. */
    boolean isDone() {
        return future.isDone();
    }

    boolean hasWaitedForTraining() {
        return waitedForTraining;
    }

    void waitForTraining() {
        waitedForTraining = true;
    }

    void addDeviceNanos(long nanos) {
        deviceNanos += nanos;
    }

    boolean isStarted() {
        return started != null;
    }

    void start(Tensor initialNoise, Tensor text, Tensor negativeText) {
        started = new Started(initialNoise, Waypoint.start(initialNoise), text, negativeText);
    }

    Tensor latents() {
        return started().at().latents();
    }

    Tensor text() {
        return started().text();
    }

    Tensor negativeText() {
        return started().negativeText();
    }

    int timestep() {
        return course.timestep(started().at().stepIndex());
    }

    /** Its last step was this one of the loop's. */
    void denoised(long step) {
        decodingDue = step + (priority() == Priority.ROUND ? ROUND_PATIENCE : 0);
    }

    /** Who is decoded first; a round's picture goes after later ones that somebody waits for, but not after all. */
    long decodingDue() {
        return decodingDue;
    }

    boolean isDenoised() {
        return started != null && started.at().stepIndex() == request.steps();
    }

    /**
     * Takes the step that the network's prediction leads to.
     *
     * @param prediction after guidance, [channels, height/8, width/8], F32
     */
    void advance(Tensor prediction) {
        Waypoint from = started().at();
        int[] shape = from.latents().shape();
        Waypoint to = course.step(
                prediction,
                from,
                () -> NoiseStream.step(request.seed(), from.stepIndex()).tensor(shape));
        if (recordedSteps.get(from.stepIndex())) {
            recorded.add(
                    new RecordedStep(from.stepIndex(), timestep(), from.latents(), to.latents(), to.logProbability()));
        }
        started = started().moved(to);
    }

    SampleResult result(Tensor pixels) {
        return new SampleResult(
                request.seed(),
                started().initialNoise(),
                started().at().latents(),
                pixels,
                recorded,
                request.adapter().digest(),
                Duration.ofNanos(deviceNanos));
    }

    private Started started() {
        if (started == null) {
            throw new IllegalStateException("this sample has not joined a batch yet");
        }
        return started;
    }

    CompletableFuture<SampleResult> future() {
        return future;
    }
}
