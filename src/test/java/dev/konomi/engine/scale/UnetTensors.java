package dev.konomi.engine.scale;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;

/** The tensors of diffusers' UNet2DConditionModel, from its config.json; written without looking at our own compiler. */
final class UnetTensors {
    private final JsonNode config;
    private final StateDict dict = new StateDict();
    private final int layers;
    private final int timeWidth;

    private UnetTensors(JsonNode config) {
        this.config = config;
        this.layers = config.get("layers_per_block").intValue();
        this.timeWidth = 4 * width(0);
    }

    static StateDict of(JsonNode config) {
        return new UnetTensors(config).write();
    }

    private StateDict write() {
        int blocks = config.get("block_out_channels").size();
        dict.conv("conv_in", width(0), config.get("in_channels").intValue(), 3);
        dict.linear("time_embedding.linear_1", timeWidth, width(0));
        dict.linear("time_embedding.linear_2", timeWidth, timeWidth);
        Deque<Integer> skips = new ArrayDeque<>();
        skips.push(width(0));
        int in = width(0);
        for (int i = 0; i < blocks; i++) {
            in = down(i, in, i + 1 < blocks, skips);
        }
        resnet("mid_block.resnets.0", in, in);
        transformer("mid_block.attentions.0", in);
        resnet("mid_block.resnets.1", in, in);
        for (int i = 0; i < blocks; i++) {
            in = up(i, width(blocks - 1 - i), in, i + 1 < blocks, skips);
        }
        dict.norm("conv_norm_out", in);
        return dict.lastConv("conv_out", config.get("out_channels").intValue(), in);
    }

    private int down(int block, int before, boolean halves, Deque<Integer> skips) {
        String name = "down_blocks." + block;
        boolean attends = config.get("down_block_types").get(block).textValue().startsWith("CrossAttn");
        int out = width(block);
        int in = before;
        for (int i = 0; i < layers; i++) {
            layer(name, i, out, in, attends);
            skips.push(out);
            in = out;
        }
        if (halves) {
            dict.conv(name + ".downsamplers.0.conv", out, out, 3);
            skips.push(out);
        }
        return out;
    }

    private int up(int block, int out, int before, boolean doubles, Deque<Integer> skips) {
        String name = "up_blocks." + block;
        boolean attends = config.get("up_block_types").get(block).textValue().startsWith("CrossAttn");
        int in = before;
        for (int i = 0; i <= layers; i++) {
            layer(name, i, out, in + skips.pop(), attends);
            in = out;
        }
        if (doubles) {
            dict.conv(name + ".upsamplers.0.conv", out, out, 3);
        }
        return out;
    }

    private void layer(String block, int index, int out, int in, boolean attends) {
        resnet(block + ".resnets." + index, out, in);
        if (attends) {
            transformer(block + ".attentions." + index, out);
        }
    }

    private void resnet(String name, int out, int in) {
        dict.resnet(name, out, in).linear(name + ".time_emb_proj", out, timeWidth);
    }

    private void transformer(String name, int width) {
        dict.norm(name + ".norm", width);
        project(name + ".proj_in", width);
        String block = name + ".transformer_blocks.0";
        int text = config.get("cross_attention_dim").intValue();
        attention(block, 1, width, width);
        attention(block, 2, width, text);
        dict.norm(block + ".norm3", width);
        dict.linear(block + ".ff.net.0.proj", 8 * width, width).linear(block + ".ff.net.2", width, 4 * width);
        project(name + ".proj_out", width);
    }

    private void attention(String block, int number, int width, int context) {
        dict.norm(block + ".norm" + number, width);
        String attention = block + ".attn" + number;
        dict.matrix(attention + ".to_q", width, width).matrix(attention + ".to_k", width, context);
        dict.matrix(attention + ".to_v", width, context).linear(attention + ".to_out.0", width, width);
    }

    private void project(String name, int width) {
        if (config.path("use_linear_projection").asBoolean(false)) {
            dict.linear(name, width, width);
        } else {
            dict.conv(name, width, width, 1);
        }
    }

    private int width(int block) {
        return config.get("block_out_channels").get(block).intValue();
    }
}
