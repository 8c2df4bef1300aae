package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.LoraWeights;

final class LoraFormsCheck implements GoldenCheck {
    @Override
    public String title() {
        return "the diffusers and the kohya file of an adapter hold the same weights";
    }

    @Override
    public void check(GoldenFolder folder) {
        for (int n = 1; n <= folder.adapters(); n++) {
            LoraWeights diffusers = folder.lora(n);
            LoraWeights kohya = LoraFile.read(folder.loraFile(n, "kohya"), folder.sites());

            assertThat(diffusers.rank())
                    .isEqualTo(folder.json()
                            .path("adapters")
                            .get(n - 1)
                            .path("rank")
                            .intValue());
            assertThat(diffusers.loraAlpha())
                    .isEqualTo(folder.json()
                            .path("adapters")
                            .get(n - 1)
                            .path("alpha")
                            .floatValue());
            assertThat(diffusers.sites().keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            folder.sites().stream().map(LoraSiteShape::path).toList());
            assertSame(kohya, diffusers);
        }
    }

    static void assertSame(LoraWeights actual, LoraWeights expected) {
        assertThat(actual.rank()).isEqualTo(expected.rank());
        assertThat(actual.loraAlpha()).isEqualTo(expected.loraAlpha());
        assertThat(actual.sites().keySet()).isEqualTo(expected.sites().keySet());
        expected.sites().forEach((site, pair) -> {
            assertThat(actual.sites().get(site).a().f32())
                    .as(site)
                    .isEqualTo(pair.a().f32());
            assertThat(actual.sites().get(site).b().f32())
                    .as(site)
                    .isEqualTo(pair.b().f32());
        });
    }
}
