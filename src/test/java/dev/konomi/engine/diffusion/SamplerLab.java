package dev.konomi.engine.diffusion;

import dev.konomi.engine.checkpoint.BundledModel;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import dev.konomi.judge.JudgeOnPixels;
import dev.konomi.judge.Sight;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * What fewer steps cost on the bundled base model: the distance of each picture to where the deterministic flow ends (100
 * steps of DPM-Solver++ from the same noise), and how many pictures show what the prompt names. Run by hand from the
 * project's test class path; the argument is the number of pictures:
 *
 * <pre>{@code java … dev.konomi.engine.diffusion.SamplerLab 96}</pre>
 */
public final class SamplerLab {
    private static final List<String> PRODUCTS = List.of("mug", "bottle", "lamp", "chair", "cushion", "clock");
    private static final List<String> COLOURS = List.of("teal", "red", "yellow", "blue", "pink", "black", "green");
    private static final List<String> BACKGROUNDS = List.of("cream", "grey", "mint", "sky", "peach");
    private static final float GREY_LEVELS = 127.5f;

    private final DenoiseLoop loop;
    private final JudgeOnPixels judge;
    private final int pictures;

    private SamplerLab(DenoiseLoop loop, JudgeOnPixels judge, int pictures) {
        this.loop = loop;
        this.judge = judge;
        this.pictures = pictures;
    }

    public static void main(String[] arguments) {
        Path cache = Path.of("target/sampler-lab");
        DiffusersFolder folder = DiffusersFolder.open(BundledModel.materialize(cache.resolve("model")));
        try (OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
                DiffusionModel model = DiffusionModel.open(folder, runtime, cache, DiffusionOptions.DEFAULT);
                DenoiseLoop loop = DenoiseLoop.start(model, new LoopOptions(32, 16, 4096));
                JudgeOnPixels judge = JudgeOnPixels.open()) {
            new SamplerLab(loop, judge, Integer.parseInt(arguments[0])).run();
        }
    }

    private void run() {
        List<Tensor> end = paint(new DpmSolver(), 100);
        System.out.println("| sampler | steps | distance, median | distance, mean | product, colour and background |");
        System.out.println("| --- | --- | --- | --- | --- |");
        report(new DpmSolver(), 100, end, end);
        for (int steps : new int[] {6, 8, 10, 12, 15, 20}) {
            report(new DpmSolver(), steps, paint(new DpmSolver(), steps), end);
        }
        for (int steps : new int[] {10, 20, 50}) {
            report(new Ddim(0), steps, paint(new Ddim(0), steps), end);
        }
        for (int steps : new int[] {10, 20, 50}) {
            report(new Ddim(1), steps, paint(new Ddim(1), steps), end);
        }
    }

    private void report(Sampler sampler, int steps, List<Tensor> painted, List<Tensor> end) {
        double[] distances = IntStream.range(0, pictures)
                .mapToDouble(i -> distance(painted.get(i), end.get(i)))
                .sorted()
                .toArray();
        List<Sight> sights = judge.look(painted);
        long right = IntStream.range(0, pictures)
                .filter(i -> isRight(sights.get(i), i))
                .count();
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.2f | %.2f | %.1f %% |%n",
                sampler.label(),
                steps,
                distances[pictures / 2],
                Arrays.stream(distances).average().orElseThrow(),
                100.0 * right / pictures);
    }

    private List<Tensor> paint(Sampler sampler, int steps) {
        List<CompletableFuture<SampleResult>> running = new ArrayList<>();
        for (int i = 0; i < pictures; i++) {
            running.add(loop.submit(Samples.sample()
                    .prompt("a " + COLOURS.get(i % COLOURS.size()) + " " + PRODUCTS.get(i % PRODUCTS.size()) + " on a "
                            + BACKGROUNDS.get(i % BACKGROUNDS.size()) + " background")
                    .guidance(5)
                    .seed(i)
                    .size(128, 128)
                    .steps(steps)
                    .sampler(sampler)
                    .build()));
        }
        return running.stream().map(future -> future.join().pixels()).toList();
    }

    /** Root mean square over all pixels and colours, in grey levels of 0 to 255. */
    private static double distance(Tensor a, Tensor b) {
        double squares = 0;
        for (int i = 0; i < a.elementCount(); i++) {
            double difference = GREY_LEVELS * (clamp(a.f32()[i]) - clamp(b.f32()[i]));
            squares += difference * difference;
        }
        return Math.sqrt(squares / a.elementCount());
    }

    private static float clamp(float value) {
        return Math.max(-1, Math.min(1, value));
    }

    private static boolean isRight(Sight sight, int i) {
        return sight.background().equals(BACKGROUNDS.get(i % BACKGROUNDS.size()))
                && sight.largest()
                        .filter(seen -> seen.name().equals(PRODUCTS.get(i % PRODUCTS.size()))
                                && seen.colour().equals(COLOURS.get(i % COLOURS.size())))
                        .isPresent();
    }
}
