package dev.konomi.adapter;

import dev.konomi.engine.checkpoint.LoraSiteShape;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** A base model of three projections, until the one that paints says which it has. */
@DefaultBean
@ApplicationScoped
class StandInSites implements BaseModelSites {

    @Override
    public String digest() {
        return "0".repeat(64);
    }

    @Override
    public List<LoraSiteShape> sites() {
        return List.of(
                new LoraSiteShape("mid_block.attentions.0.transformer_blocks.0.attn1.to_q", 8, 8),
                new LoraSiteShape("mid_block.attentions.0.transformer_blocks.0.attn2.to_k", 6, 8),
                new LoraSiteShape("mid_block.attentions.0.transformer_blocks.0.attn2.to_out.0", 8, 8));
    }
}
