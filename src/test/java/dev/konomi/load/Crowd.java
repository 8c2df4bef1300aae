package dev.konomi.load;

import dev.konomi.adapter.TestLoras;
import dev.konomi.engine.checkpoint.BundledModel;
import dev.konomi.engine.checkpoint.DiffusersFolder;
import dev.konomi.engine.checkpoint.LoraFile;
import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.model.LoraSites;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Generated tenants, each with one adapter of its own, of ranks 1 to 16 in turn. */
final class Crowd {
    /** The name of each tenant's adapter. */
    static final String ADAPTER = "style";

    private static final int[] RANKS = {4, 1, 4, 8, 4, 2, 4, 16};

    private final int tenants;
    private final List<LoraSiteShape> sites;

    private Crowd(int tenants, List<LoraSiteShape> sites) {
        this.tenants = tenants;
        this.sites = sites;
    }

    /** Writes their tenant files. */
    static Crowd write(int tenants, Path folder) {
        try {
            Files.createDirectories(folder);
            for (int i = 0; i < tenants; i++) {
                Files.writeString(folder.resolve(slug(i) + ".yaml"), file(i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        DiffusersFolder model = DiffusersFolder.open(BundledModel.materialize(folder.resolveSibling("model")));
        return new Crowd(tenants, LoraSites.of(model.unet()));
    }

    private static String file(int tenant) {
        return """
                slug: %s
                display_name: Tenant %d
                limits:
                  images_per_minute: 100000
                  max_queued_images: 10000
                  max_adapters: 20
                  storage_bytes: 10737418240
                adapters:
                  - name: %s
                    title: Its own style
                    prompts:
                      - a mug
                      - a bottle
                    recipe:
                      preset: hero
                """.formatted(slug(tenant), tenant, ADAPTER);
    }

    static String slug(int tenant) {
        return "tenant-" + tenant;
    }

    List<String> slugs() {
        return IntStream.range(0, tenants).mapToObj(Crowd::slug).toList();
    }

    /** A LoRA file; the same tenant and number, the same bytes. */
    byte[] lora(int tenant, int number) {
        int rank = RANKS[(tenant + number) % RANKS.length];
        return LoraFile.writeDiffusers(TestLoras.weights(sites, rank, 1000L * number + tenant), Map.of());
    }

    /** Imports a version of every tenant's adapter and makes it live. */
    void publish(Api api) {
        for (int tenant = 0; tenant < tenants; tenant++) {
            api.promote(slug(tenant), ADAPTER, api.importLora(slug(tenant), ADAPTER, lora(tenant, 1)));
        }
    }
}
