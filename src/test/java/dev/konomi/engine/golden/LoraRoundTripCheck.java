package dev.konomi.engine.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraWeights;
import dev.konomi.engine.checkpoint.SafetensorsFile;
import java.util.Map;

final class LoraRoundTripCheck implements GoldenCheck {
    @Override
    public String title() {
        return "what is written in either form reads back the same, with the names that the golden files have";
    }

    @Override
    public void check(GoldenFolder folder) {
        for (int n = 1; n <= folder.adapters(); n++) {
            LoraWeights weights = folder.lora(n);
            SafetensorsFile diffusers =
                    SafetensorsFile.parse(LoraFile.writeDiffusers(weights, Map.of("made_by", "a test")), "written");
            SafetensorsFile kohya = SafetensorsFile.parse(LoraFile.writeKohya(weights, Map.of()), "written");

            assertThat(diffusers.metadata()).containsEntry("made_by", "a test");
            assertThat(diffusers.entries().keySet())
                    .isEqualTo(folder.loraFile(n, "diffusers").entries().keySet());
            assertThat(kohya.entries().keySet())
                    .isEqualTo(folder.loraFile(n, "kohya").entries().keySet());
            LoraFormsCheck.assertSame(LoraFile.read(diffusers, folder.sites()), weights);
            LoraFormsCheck.assertSame(LoraFile.read(kohya, folder.sites()), weights);
        }
    }
}
