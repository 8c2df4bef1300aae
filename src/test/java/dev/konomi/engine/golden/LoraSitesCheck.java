package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.model.LoraSites;
import java.util.List;

/** The sites that the configuration promises are the projections that the weights hold, with the same widths. */
final class LoraSitesCheck implements GoldenCheck {
    @Override
    public String title() {
        return "LoRA sites follow from the configuration";
    }

    @Override
    public void check(GoldenFolder folder) {
        List<LoraSiteShape> sites = LoraSites.of(folder.model().unet());

        assertThat(sites).containsExactlyInAnyOrderElementsOf(folder.sites());
        assertThat(sites.get(0).path()).startsWith("down_blocks.0.").endsWith(".attn1.to_q");
        assertThat(sites.get(sites.size() - 1).path()).startsWith("up_blocks.").endsWith(".attn2.to_out.0");
    }
}
