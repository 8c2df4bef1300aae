package dev.konomi.engine.hero;

import dev.konomi.engine.checkpoint.UnetConfig;
import dev.konomi.engine.checkpoint.WeightFiles;
import dev.konomi.engine.graph.Dim;
import dev.konomi.engine.graph.Graph;
import dev.konomi.engine.graph.GraphBuilder;
import dev.konomi.engine.graph.Node;
import dev.konomi.engine.model.LoraInputs;
import dev.konomi.engine.model.LoraSites;
import dev.konomi.engine.model.Precision;
import dev.konomi.engine.model.UnetGraph;
import dev.konomi.engine.model.UnetInputs;
import dev.konomi.engine.model.UnetSize;

/**
 * The UNet with one adapter, the DDPO loss behind it and the gradient by every LoRA matrix. Its batch is N recorded
 * steps; with guidance the UNet sees 2N rows, first the unconditional ones.
 */
final class PolicyGraph {
    static final String LOSS = "loss";
    static final String RATIO = "ratio";

    private static final String PAIRS = "N";

    private PolicyGraph() {}

    /** What a policy graph is compiled for. */
    record Settings(UnetSize size, int rank, double guidanceScale, double clipRange, Precision precision) {
        /** UNet rows of one recorded step. */
        int rowsPerPair() {
            return guidanceScale > 1 ? 2 : 1;
        }
    }

    static Graph build(UnetConfig config, WeightFiles weights, Settings settings) {
        var g = new GraphBuilder("policy");
        var size = settings.size();
        var rows = Dim.of(settings.rowsPerPair(), PAIRS);
        Node latents = g.input(StepDensity.LATENTS, PAIRS, size.channels(), size.height(), size.width());
        Node latentRows = settings.rowsPerPair() == 1 ? latents : g.concat(0, latents, latents);
        var inputs = new UnetInputs(
                latentRows,
                g.input(UnetInputs.TIMESTEPS, rows),
                g.input(UnetInputs.TEXT, rows, size.tokens(), size.textWidth()));
        var lora = LoraInputs.declare(g, LoraSites.of(config), rows, Dim.of(1), Dim.of(settings.rank()));
        Node every = UnetGraph.addTo(g, config, weights, inputs, lora, settings.precision());
        Node prediction = StepDensity.guided(g, every, Dim.of(PAIRS), settings.guidanceScale());
        var result = DdpoLoss.of(g, latents, prediction, Dim.of(PAIRS), settings.clipRange());
        g.output(LOSS, result.loss());
        g.output(RATIO, result.ratio());
        LoraGradients.declare(g, result.loss(), lora, settings.precision());
        return g.build();
    }
}
