package dev.konomi.adapter;

import dev.konomi.engine.checkpoint.LoraSiteShape;
import java.util.List;

/** What adapters must know of the base model; the room that loads it implements this. */
public interface BaseModelSites {

    /** Digest of the loaded base model. */
    String digest();

    /** Every projection that LoRA may change. */
    List<LoraSiteShape> sites();
}
