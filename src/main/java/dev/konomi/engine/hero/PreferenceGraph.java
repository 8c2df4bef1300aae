package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.UnetConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.model.LoraInputs;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.UnetGraph;
import dev.konomi.engine.model.UnetInputs;

/**
 * The UNet with one adapter, D3PO's loss behind it and the gradient by every LoRA matrix. Its batch is P pairs of
 * recorded steps, 2P steps; with guidance the UNet sees 4P rows, first the unconditional ones.
 */
final class PreferenceGraph {
    private static final String PAIRS = "P";

    private PreferenceGraph() {}

    static Graph build(UnetConfig config, WeightFiles weights, PolicyGraph.Settings settings, double beta) {
        var g = new GraphBuilder("preference");
        var size = settings.size();
        var pairs = Dim.of(PAIRS);
        var steps = pairs.times(2);
        var rows = steps.times(settings.rowsPerPair());
        Node latents = g.input(StepDensity.LATENTS, steps, size.channels(), size.height(), size.width());
        Node latentRows = settings.rowsPerPair() == 1 ? latents : g.concat(0, latents, latents);
        var inputs = new UnetInputs(
                latentRows,
                g.input(UnetInputs.TIMESTEPS, rows),
                g.input(UnetInputs.TEXT, rows, size.tokens(), size.textWidth()));
        var lora = LoraInputs.declare(g, LoraSites.of(config), rows, Dim.of(1), Dim.of(settings.rank()));
        Node every = UnetGraph.addTo(g, config, weights, inputs, lora, settings.precision());
        Node prediction = StepDensity.guided(g, every, steps, settings.guidanceScale());
        var loss = new PreferenceLoss.Settings(beta, settings.clipRange());
        var result = PreferenceLoss.of(g, latents, prediction, pairs, loss);
        g.output(PolicyGraph.LOSS, result.loss());
        g.output(PolicyGraph.RATIO, result.ratio());
        LoraGradients.declare(g, result.loss(), lora, settings.precision());
        return g.build();
    }
}
