package dev.konomi.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/** Which model, and how much of it at a time. */
enum Tier {
    BUNDLED("bundled", "the bundled model (7 M parameters)", 16, 16),
    SD15("sd15", "Stable Diffusion 1.5 sizes (860 M parameters)", 32, 8);

    private final String label;
    private final String title;
    private final int latent;
    private final int rows;

    Tier(String label, String title, int latent, int rows) {
        this.label = label;
        this.title = title;
        this.latent = latent;
        this.rows = rows;
    }

    String label() {
        return label;
    }

    String title() {
        return title + ", " + latent + "×" + latent + " latents";
    }

    int latent() {
        return latent;
    }

    int rows() {
        return rows;
    }

    /** With guidance a sample has two rows. */
    int rowsPerSample() {
        return this == BUNDLED ? 2 : 1;
    }

    int warmUps() {
        return this == BUNDLED ? 3 : 1;
    }

    int repetitions(BenchSettings settings) {
        return this == BUNDLED ? settings.repetitions() : Math.max(2, settings.repetitions() / 7);
    }

    Path model(BenchSettings settings) {
        return switch (this) {
            case BUNDLED -> settings.bundled();
            case SD15 -> settings.sd15();
        };
    }

    static List<String> adapterFiles(BenchSettings settings, Tier tier, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> settings.work().resolve("adapter-" + tier.label + "-" + i + ".safetensors"))
                .map(Path::toString)
                .toList();
    }
}
