package dev.konomi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Runs the sections that the settings name and writes the report after each. */
public final class Benchmark {
    private Benchmark() {}

    public static void main(String[] arguments) {
        BenchSettings settings = BenchSettings.ofProperties();
        List<String> failed = new ArrayList<>();
        for (Section section : sections(settings)) {
            if (settings.resumes() && SectionResult.isOfToday(settings.results(), section.name())) {
                settings.say("%s: measured today already", section.name());
                continue;
            }
            settings.say("%s", section.name());
            try {
                section.run(settings).write(settings.results());
                Report.write(settings.docs());
            } catch (RuntimeException e) {
                e.printStackTrace();
                failed.add(section.name());
            }
        }
        if (!failed.isEmpty()) {
            settings.say("failed: %s", failed);
            System.exit(1);
        }
    }

    private static List<Section> sections(BenchSettings settings) {
        List<Section> sections = new ArrayList<>();
        for (String name : settings.tiers()) {
            Tier tier = Tier.valueOf(name.toUpperCase(Locale.ROOT));
            for (String letter : settings.sections()) {
                sections.addAll(sections(letter, tier));
            }
        }
        return sections;
    }

    private static List<Section> sections(String letter, Tier tier) {
        return switch (letter) {
            case "a" -> List.of(new UnetSection(tier));
            case "b" -> List.of(new BatchSection(tier));
            case "c" -> List.of(new TrainingSection(tier));
            case "d" -> tier == Tier.BUNDLED ? List.of(new RoundSection()) : List.of();
            case "f" -> tier == Tier.BUNDLED ? List.of(new ColdStartSection()) : List.of();
            case "r" -> tier == Tier.SD15 ? List.of(new SizesSection()) : List.of();
            default ->
                throw new IllegalArgumentException("expected sections of a, b, c, d, f, r; found '" + letter + "'");
        };
    }
}
