package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The adapters of a UNet graph: a slot for each row of the batch, and for each site the stacked matrices of all slots.
 *
 * @param slots [batch], I64: which adapter a row uses
 * @param pairs by site path, in execution order
 */
public record LoraInputs(Node slots, Map<String, Pair> pairs) {
    public static final String SLOTS = "slots";

    /**
     * The two stacked factors of one site.
     *
     * @param a [slots, rank, in], F32
     * @param b [slots, out, rank], F32, with loraAlpha / rank in it
     */
    public record Pair(Node a, Node b) {}

    public LoraInputs {
        pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
    }

    /** Inputs named {@link #SLOTS}, {@link #nameOfA} and {@link #nameOfB}. */
    public static LoraInputs declare(GraphBuilder g, List<LoraSiteShape> sites, Dim batch, Dim slots, Dim rank) {
        return declare(g, sites, g.inputI64(SLOTS, batch), slots, rank);
    }

    /** The same with a slot node of the caller's. */
    public static LoraInputs declare(GraphBuilder g, List<LoraSiteShape> sites, Node slot, Dim slots, Dim rank) {
        Map<String, Pair> pairs = new LinkedHashMap<>();
        for (LoraSiteShape site : sites) {
            Node a = g.input(nameOfA(site.path()), slots, rank, site.in());
            Node b = g.input(nameOfB(site.path()), slots, site.out(), rank);
            pairs.put(site.path(), new Pair(a, b));
        }
        return new LoraInputs(slot, pairs);
    }

    public static String nameOfA(String site) {
        return site + ".lora_A";
    }

    public static String nameOfB(String site) {
        return site + ".lora_B";
    }

    /** Every A and B, site by site: what training differentiates with respect to. */
    public List<Node> matrices() {
        List<Node> matrices = new ArrayList<>();
        pairs.values().forEach(pair -> {
            matrices.add(pair.a());
            matrices.add(pair.b());
        });
        return List.copyOf(matrices);
    }
}
