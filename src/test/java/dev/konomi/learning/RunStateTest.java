package dev.konomi.learning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.LoraPair;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.hero.NoiseBank;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunStateTest {
    private static final GaussianNoise NOISE = GaussianNoise.seeded(3);

    @TempDir
    private Path folder;

    @Test
    void a_run_goes_on_from_exactly_what_it_was() {
        RunState state = state();
        Path file = folder.resolve("runs").resolve("run.safetensors");

        state.write(file);
        RunState read = RunState.read(file);

        assertThat(read.round()).isEqualTo(2);
        assertThat(read.line()).isEqualTo("a,line");
        assertThat(read.lora()).isEqualTo(state.lora());
        assertThat(read.encoder()).isEqualTo(state.encoder());
        assertThat(read.optimizer()).isEqualTo(state.optimizer());
        assertThat(read.bank().toTensors()).isEqualTo(state.bank().toTensors());
        assertThat(read.seen()).isEqualTo(state.seen());
    }

    @Test
    void without_a_file_a_run_starts_from_the_base_model() {
        RunState start = RunState.read(folder.resolve("none.safetensors"));

        assertThat(start.round()).isZero();
        assertThat(start.adapter("run").isBase()).isTrue();
    }

    private static RunState state() {
        LoraPair pair = new LoraPair(NOISE.tensor(4, 8), NOISE.tensor(6, 4));
        NoiseBank bank = NoiseBank.fromTensors(
                Map.of("best.initial_noise", NOISE.tensor(4, 16, 16), "best.latents", NOISE.tensor(4, 16, 16)));
        return new RunState(
                2,
                "a,line",
                Optional.of(new LoraWeights(4, 4, new TreeMap<>(Map.of("mid.to_q", pair)))),
                Map.of("conv1.weight", NOISE.tensor(8, 4, 3, 3)),
                Map.of("step", Tensor.i64(new int[] {1}, new long[] {5})),
                bank,
                List.of(
                        new RunState.Seen(0, NOISE.tensor(4, 16, 16), true, true, true),
                        new RunState.Seen(3, NOISE.tensor(4, 16, 16), false, false, false)));
    }
}
