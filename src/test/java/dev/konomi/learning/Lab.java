package dev.konomi.learning;

import dev.konomi.engine.checkpoint.BundledModel;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.LoopOptions;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.diffusion.Sampler;
import dev.konomi.engine.hero.HeroTrainer;
import dev.konomi.engine.hero.PlannedSample;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.judge.JudgeOnPixels;
import dev.konomi.judge.Sight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The bundled model, ready to paint and to train, and the judge that looks at its pictures. */
final class Lab implements AutoCloseable {
    private static final int SIDE_PX = 128;
    private static final LoopOptions LOOP = new LoopOptions(32, 16, 4096);

    private final OnnxRuntime runtime;
    private final DiffusionModel model;
    private final DenoiseLoop loop;
    private final JudgeOnPixels judge;

    private Lab(OnnxRuntime runtime, DiffusionModel model, DenoiseLoop loop, JudgeOnPixels judge) {
        this.runtime = runtime;
        this.model = model;
        this.loop = loop;
        this.judge = judge;
    }

    /** @param work scratch, for the unpacked model and its compiled graphs */
    static Lab open(Path work, int threads) {
        OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(threads));
        DiffusersFolder folder = DiffusersFolder.open(BundledModel.materialize(work.resolve("model")));
        DiffusionModel model = DiffusionModel.open(folder, runtime, work.resolve("compiled"), DiffusionOptions.DEFAULT);
        return new Lab(runtime, model, DenoiseLoop.start(model, LOOP), JudgeOnPixels.open());
    }

    /**
     * How pictures are painted.
     *
     * @param sampler DDIM at eta 1, or nothing can be recorded
     */
    record Brush(Sampler sampler, int steps, double guidance) {}

    /** A picture and what the judge sees in it. */
    record Picture(PlannedSample planned, SampleResult result, Sight sight) {
        Tensor latents() {
            return result.latents();
        }
    }

    List<Picture> paint(List<PlannedSample> planned, Brush brush, AdapterRef adapter) {
        if (planned.isEmpty()) {
            return List.of();
        }
        List<CompletableFuture<SampleResult>> pending = planned.stream()
                .map(sample -> loop.submit(request(sample, brush, adapter)))
                .toList();
        List<SampleResult> results =
                pending.stream().map(CompletableFuture::join).toList();
        List<Sight> sights =
                judge.look(results.stream().map(SampleResult::pixels).toList());
        List<Picture> pictures = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            pictures.add(new Picture(planned.get(i), results.get(i), sights.get(i)));
        }
        return pictures;
    }

    private static SampleRequest request(PlannedSample sample, Brush brush, AdapterRef adapter) {
        return new SampleRequest(
                sample.prompt(),
                "",
                brush.steps(),
                (float) brush.guidance(),
                brush.sampler(),
                sample.seed(),
                SIDE_PX,
                SIDE_PX,
                adapter,
                sample.initialNoise(),
                brush.sampler().hasDensity() ? sample.recordedSteps() : new int[0],
                Priority.ROUND,
                "learning");
    }

    HeroTrainer trainer() {
        return new HeroTrainer(runtime, model.folder(), model, HeroTrainer.TRANSITIONS_PER_TICK);
    }

    @Override
    public void close() {
        loop.close();
        judge.close();
        model.close();
        runtime.close();
    }
}
