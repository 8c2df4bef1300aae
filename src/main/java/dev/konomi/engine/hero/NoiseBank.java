package dev.konomi.engine.hero;

import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The initial noises that led to good images. The best image's noise stands apart, with that image's latents, which
 * are the anchor of the reward encoder; both persist when a round names no new best.
 */
public final class NoiseBank {
    private static final String BEST_NOISE = "best.initial_noise";
    private static final String BEST_LATENTS = "best.latents";
    private static final String GOOD_NOISE = "good.initial_noise";

    private final @Nullable Tensor bestNoise;
    private final @Nullable Tensor bestLatents;
    private final List<Tensor> goodNoises;

    private NoiseBank(@Nullable Tensor bestNoise, @Nullable Tensor bestLatents, List<Tensor> goodNoises) {
        this.bestNoise = bestNoise;
        this.bestLatents = bestLatents;
        this.goodNoises = List.copyOf(goodNoises);
    }

    /** The bank before the first feedback. */
    public static NoiseBank empty() {
        return new NoiseBank(null, null, List.of());
    }

    /** Whether the next round has to start from plain Gaussian noise. */
    public boolean isEmpty() {
        return bestNoise == null && goodNoises.isEmpty();
    }

    /** The best image's initial noise, [4, height/8, width/8], F32. */
    public Optional<Tensor> bestNoise() {
        return Optional.ofNullable(bestNoise);
    }

    /** The best image's final latents, [4, height/8, width/8], F32. */
    public Optional<Tensor> bestLatents() {
        return Optional.ofNullable(bestLatents);
    }

    /** The good images' initial noises without the best one's, newest first, each [4, height/8, width/8], F32. */
    public List<Tensor> goodNoises() {
        return goodNoises;
    }

    /**
     * The bank after a round's feedback. A round without a best keeps the old best, one without good images keeps the
     * old good ones; otherwise {@link NoiseBankSettings#capacity()} says how many of the old good ones stay.
     */
    public NoiseBank after(List<HeroSample> samples, NoiseBankSettings settings) {
        Tensor best = bestNoise;
        Tensor latents = bestLatents;
        var good = new ArrayList<Tensor>();
        for (var sample : samples) {
            if (sample.verdict() == Verdict.BEST) {
                best = sample.initialNoise();
                latents = sample.latents();
            } else if (sample.verdict() == Verdict.GOOD) {
                good.add(sample.initialNoise());
            }
        }
        if (good.isEmpty()) {
            return new NoiseBank(best, latents, goodNoises);
        }
        for (int i = 0; i < goodNoises.size() && good.size() < settings.capacity(); i++) {
            good.add(goodNoises.get(i));
        }
        return new NoiseBank(best, latents, good);
    }

    /** Which noise a draw takes: the best one's while there is a best, a good one's where there is any. */
    NoiseOrigin available(NoiseOrigin wanted) {
        if (isEmpty()) {
            return NoiseOrigin.FRESH;
        }
        if (wanted == NoiseOrigin.BEST && bestNoise == null) {
            return NoiseOrigin.GOOD;
        }
        if (wanted == NoiseOrigin.GOOD && goodNoises.isEmpty()) {
            return NoiseOrigin.BEST;
        }
        return wanted;
    }

    /**
     * A noise of the bank with fresh noise mixed in: {@code sqrt(1 - p²)·z + p·ε}, which keeps its variance.
     *
     * @param origin {@link NoiseOrigin#BEST} or {@link NoiseOrigin#GOOD}, as {@link #available} answered
     * @param random draws one of the good noises
     * @param seed of the fresh noise
     * @return [4, height/8, width/8], F32
     */
    Tensor perturbed(NoiseOrigin origin, double perturbation, SplittableRandom random, long seed) {
        Tensor z = bestNoise;
        if (origin == NoiseOrigin.GOOD) {
            z = goodNoises.get(random.nextInt(goodNoises.size()));
        }
        if (z == null) {
            throw new IllegalArgumentException("expected a noise bank with a best noise, found one without");
        }
        float keep = (float) Math.sqrt(1 - perturbation * perturbation);
        float fresh = (float) perturbation;
        float[] noise = new float[z.elementCount()];
        GaussianNoise.seeded(seed).fill(noise);
        float[] bank = z.f32();
        for (int i = 0; i < noise.length; i++) {
            noise[i] = keep * bank[i] + fresh * noise[i];
        }
        return Tensor.f32(z.shape(), noise);
    }

    /** The bank as named tensors, for a file; empty entries are left out. */
    public SortedMap<String, Tensor> toTensors() {
        var tensors = new TreeMap<String, Tensor>();
        if (bestNoise != null && bestLatents != null) {
            tensors.put(BEST_NOISE, bestNoise);
            tensors.put(BEST_LATENTS, bestLatents);
        }
        if (!goodNoises.isEmpty()) {
            tensors.put(GOOD_NOISE, Tensor.stack(goodNoises));
        }
        return tensors;
    }

    /**
     * The bank of a file.
     *
     * @param tensors as {@link #toTensors} names them
     */
    public static NoiseBank fromTensors(Map<String, Tensor> tensors) {
        var good = new ArrayList<Tensor>();
        Tensor stacked = tensors.get(GOOD_NOISE);
        if (stacked != null) {
            int[] shape = stacked.shape();
            for (int i = 0; i < shape[0]; i++) {
                good.add(stacked.rows(i, i + 1).reshape(shape[1], shape[2], shape[3]));
            }
        }
        return new NoiseBank(tensors.get(BEST_NOISE), tensors.get(BEST_LATENTS), good);
    }
}
