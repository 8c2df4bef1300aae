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

/** The UNet with one adapter, the squared error of its prediction and the gradient by every LoRA matrix. */
final class ForwardGraph {
    static final String TARGET = "target";
    static final String WEIGHT = "weight";
    static final String LOSS = "loss";

    private static final String BATCH = "B";

    private ForwardGraph() {}

    /** The sum over the batch of weight · mean((prediction − target)²); guidance takes no part. */
    static Graph build(UnetConfig config, WeightFiles weights, UnetSize size, int rank, Precision precision) {
        var g = new GraphBuilder("forward-process");
        var inputs = UnetInputs.declare(g, size);
        var lora = LoraInputs.declare(g, LoraSites.of(config), Dim.of(BATCH), Dim.of(1), Dim.of(rank));
        Node prediction = UnetGraph.addTo(g, config, weights, inputs, lora, precision);
        Node error = g.sub(prediction, g.input(TARGET, inputs.latents().type()));
        Node loss = g.reduceSum(g.mul(g.reduceMean(g.mul(error, error), 1, 2, 3), g.input(WEIGHT, BATCH)), 0);
        g.output(LOSS, loss);
        LoraGradients.declare(g, loss, lora, precision);
        return g.build();
    }
}
