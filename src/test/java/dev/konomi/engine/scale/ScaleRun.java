package dev.konomi.engine.scale;

import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.KnownDigests;
import dev.konomi.engine.diffusion.AdapterRef;
import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.DenoiseLoop;
import dev.konomi.engine.diffusion.DiffusionModel;
import dev.konomi.engine.diffusion.DiffusionOptions;
import dev.konomi.engine.diffusion.LoopOptions;
import dev.konomi.engine.diffusion.Priority;
import dev.konomi.engine.diffusion.SampleRequest;
import dev.konomi.engine.diffusion.SampleResult;
import dev.konomi.engine.hero.PolicyUpdate;
import dev.konomi.engine.model.NetworkCompiler;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.scale.CheckpointWriter.Form;
import dev.konomi.engine.scale.CheckpointWriter.Precision;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One measurement in a process of its own: {@code generate}, {@code picture} or {@code train}. The benchmark starts it;
 * a hand can.
 */
public final class ScaleRun {
    private final Findings findings = new Findings();
    private final Path folder;
    private final Path cache;

    private ScaleRun(Path folder, Path cache) {
        this.folder = folder;
        this.cache = cache;
    }

    /**
     * {@code generate FOLDER MODEL f16|f32 SHARD_MIB [VARIANT]}, {@code picture FOLDER CACHE SIDE_PX STEPS PICTURES
     * THREADS} or {@code train FOLDER CACHE SIDE_PX FORWARD|DDPO THREADS}.
     */
    public static void main(String[] args) throws IOException {
        ScaleRun run = new ScaleRun(Path.of(args[1]), Path.of(args[2]));
        switch (args[0]) {
            case "generate" -> run.generate(args);
            case "picture" -> run.picture(number(args[3]), number(args[4]), number(args[5]), number(args[6]));
            case "train" -> run.train(number(args[3]), PolicyUpdate.valueOf(args[4]), number(args[5]));
            default -> throw new IllegalArgumentException("expected generate, picture or train, found " + args[0]);
        }
        run.findings.put("peak MiB", Footprint.peakMib());
    }

    private static int number(String text) {
        return Integer.parseInt(text);
    }

    private void generate(String[] args) throws IOException {
        long begin = System.nanoTime();
        Form form = Form.oneFile(Precision.valueOf(args[3].toUpperCase(java.util.Locale.ROOT)))
                .sharded((long) number(args[4]) << 20)
                .named(args.length > 5 ? args[5] : "");
        new CheckpointWriter(form, 1).write(PublicModel.named(args[2]), folder);
        findings.put("generate s", Findings.seconds(System.nanoTime() - begin));
    }

    private void picture(int sidePx, int steps, int pictures, int threads) {
        DiffusersFolder checkpoint = findings.time(
                "open s", () -> DiffusersFolder.open(folder, KnownDigests.in(cache.resolve("digests.txt"))));
        findings.time("digest s", checkpoint::digest);
        findings.time("compile s", () -> new NetworkCompiler(checkpoint).unet(sidePx / 8, sidePx / 8));
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(threads));
                DiffusionModel model = findings.time(
                        "load s", () -> DiffusionModel.open(checkpoint, runtime, cache, DiffusionOptions.DEFAULT))) {
            findings.put("loaded peak MiB", Footprint.peakMib());
            findings.put("loaded anonymous MiB", Footprint.anonymousMib());
            try (DenoiseLoop loop = DenoiseLoop.start(model, new LoopOptions(pictures, 1, 64))) {
                paint(loop, sidePx, 1, 1, "first step and picture s");
                paint(loop, sidePx, 1, pictures, "one step s");
                findings.put("one step peak MiB", Footprint.peakMib());
                paint(loop, sidePx, 1 + steps, pictures, "all steps s");
            }
            findings.put("anonymous MiB", Footprint.anonymousMib());
        }
    }

    private void paint(DenoiseLoop loop, int sidePx, int steps, int pictures, String name) {
        findings.time(name, () -> {
            var painting = java.util.stream.IntStream.range(0, pictures)
                    .mapToObj(i -> loop.submit(request(sidePx, steps, i)))
                    .toList();
            painting.forEach(future -> requireFinite(future.join()));
            return painting;
        });
    }

    private static SampleRequest request(int sidePx, int steps, int seed) {
        return new SampleRequest(
                "a red mug on a table",
                "",
                steps,
                7.5f,
                new Ddim(0),
                seed,
                sidePx,
                sidePx,
                AdapterRef.base(),
                Optional.empty(),
                new int[0],
                Priority.INTERACTIVE,
                "scale");
    }

    private static void requireFinite(SampleResult result) {
        for (Tensor tensor : new Tensor[] {result.latents(), result.pixels()}) {
            for (float number : tensor.f32()) {
                if (!Float.isFinite(number)) {
                    throw new IllegalStateException("expected finite numbers, found " + number);
                }
            }
        }
    }

    private void train(int sidePx, PolicyUpdate update, int threads) {
        DiffusersFolder checkpoint = DiffusersFolder.open(folder, KnownDigests.in(cache.resolve("digests.txt")));
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(threads));
                DiffusionModel model = DiffusionModel.open(checkpoint, runtime, cache, DiffusionOptions.DEFAULT)) {
            findings.put("loaded peak MiB", Footprint.peakMib());
            new ScaleTraining(runtime, model, findings).run(sidePx, update);
            findings.put("anonymous MiB", Footprint.anonymousMib());
        }
    }
}
