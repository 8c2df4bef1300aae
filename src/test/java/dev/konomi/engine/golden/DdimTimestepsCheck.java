package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.diffusion.DdimSchedule;
import java.util.Arrays;

final class DdimTimestepsCheck implements GoldenCheck {
    @Override
    public String title() {
        return "the schedule visits exactly these timesteps";
    }

    @Override
    public void check(GoldenFolder folder) {
        int[] timesteps =
                DdimSchedule.of(folder.model().scheduler(), folder.steps()).timesteps();

        assertThat(Arrays.stream(timesteps).asLongStream().toArray())
                .isEqualTo(folder.tensor("ddim.timesteps").i64());
    }
}
