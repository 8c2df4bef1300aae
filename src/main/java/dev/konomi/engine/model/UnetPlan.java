package dev.konomi.engine.model;

import dev.konomi.engine.checkpoint.UnetConfig;
import java.util.ArrayList;
import java.util.List;

/** The UNet's blocks in the order in which they run, each with its own numbers. */
record UnetPlan(List<Block> down, Block mid, List<Block> up) {

    /**
     * One block and its numbers.
     *
     * @param path the checkpoint's name, "down_blocks.0"
     * @param channels width of what leaves the block
     * @param layers residual blocks; as many attentions where it attends
     * @param attends whether transformers follow the residual blocks
     * @param heads attention heads
     * @param transformers transformer blocks in each attention
     * @param resizes whether the image is halved (down) or doubled (up) at the end
     */
    record Block(
            String path, int channels, int layers, boolean attends, int heads, int transformers, boolean resizes) {}

    static UnetPlan of(UnetConfig config) {
        int blocks = config.blocks();
        int last = blocks - 1;
        List<Block> down = new ArrayList<>();
        List<Block> up = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            boolean downAttends = config.downBlockTypes().get(i).equals(UnetConfig.CROSS_ATTN_DOWN);
            down.add(block(config, "down_blocks." + i, i, 0, downAttends, i < last));
            boolean upAttends = config.upBlockTypes().get(i).equals(UnetConfig.CROSS_ATTN_UP);
            up.add(block(config, "up_blocks." + i, last - i, 1, upAttends, i < last));
        }
        Block mid = new Block(
                "mid_block",
                config.blockOutChannels().get(last),
                2,
                true,
                config.heads().get(last),
                config.transformerLayers().get(last),
                false);
        return new UnetPlan(List.copyOf(down), mid, List.copyOf(up));
    }

    /** How often the image is halved on the way down: height and width must divide by 2 to this power. */
    int halvings() {
        return down.size() - 1;
    }

    private static Block block(
            UnetConfig config, String path, int level, int moreLayers, boolean attends, boolean resizes) {
        return new Block(
                path,
                config.blockOutChannels().get(level),
                config.layersPerBlock().get(level) + moreLayers,
                attends,
                config.heads().get(level),
                config.transformerLayers().get(level),
                resizes);
    }
}
