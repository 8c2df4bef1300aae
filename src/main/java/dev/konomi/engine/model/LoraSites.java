package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.LoraSiteShape;
import dev.konomi.engine.checkpoint.UnetConfig;
import java.util.ArrayList;
import java.util.List;

/** Which projections LoRA may change: to_q, to_k, to_v and to_out.0 of every attention of the UNet. */
public final class LoraSites {
    private final UnetConfig config;
    private final List<LoraSiteShape> sites = new ArrayList<>();

    private LoraSites(UnetConfig config) {
        this.config = config;
    }

    /** The sites in the order in which the UNet runs through them. */
    public static List<LoraSiteShape> of(UnetConfig config) {
        LoraSites walk = new LoraSites(config);
        UnetPlan plan = UnetPlan.of(config);
        plan.down().forEach(walk::addBlock);
        walk.addTransformer("mid_block.attentions.0", plan.mid());
        plan.up().forEach(walk::addBlock);
        return List.copyOf(walk.sites);
    }

    private void addBlock(UnetPlan.Block block) {
        for (int layer = 0; block.attends() && layer < block.layers(); layer++) {
            addTransformer(block.path() + ".attentions." + layer, block);
        }
    }

    private void addTransformer(String path, UnetPlan.Block block) {
        int width = block.channels();
        for (int i = 0; i < block.transformers(); i++) {
            String transformer = path + ".transformer_blocks." + i;
            addAttention(transformer + ".attn1", width, width);
            addAttention(transformer + ".attn2", width, config.crossAttentionDim());
        }
    }

    private void addAttention(String path, int width, int context) {
        sites.add(new LoraSiteShape(path + ".to_q", width, width));
        sites.add(new LoraSiteShape(path + ".to_k", context, width));
        sites.add(new LoraSiteShape(path + ".to_v", context, width));
        sites.add(new LoraSiteShape(path + ".to_out.0", width, width));
    }
}
