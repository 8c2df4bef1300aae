package dev.konomi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the sections that the settings name and writes the report. */
public final class Benchmark {
    private Benchmark() {}

    public static void main(String[] arguments) {
        BenchSettings settings = BenchSettings.ofProperties();
        for (String section : settings.sections()) {
            for (Section part : parts(section, settings)) {
                SectionResult result = part.run(settings);
                result.write(settings.results());
                Report.write(settings.docs());
            }
        }
    }

    private static List<Section> parts(String section, BenchSettings settings) {
        List<Section> parts = new ArrayList<>();
        for (String name : settings.tiers()) {
            Tier tier = Tier.valueOf(name.toUpperCase(Locale.ROOT));
            switch (section) {
                case "a" -> parts.add(new UnetSection(tier));
                case "c" -> parts.add(new TrainingSection(tier));
                default -> throw new IllegalArgumentException("expected a section of a, c; found '" + section + "'");
            }
        }
        return parts;
    }
}
