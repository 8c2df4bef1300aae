package dev.konomi.engine.graph;

import java.util.List;

/**
 * How a convolution moves over an image.
 *
 * @param stride 1 or more
 * @param top zeros above, and so on for the other edges
 */
public record ConvShape(int stride, int top, int left, int bottom, int right) {

    /** Equal pads at all edges: {@code padded(1)} keeps the size under a 3×3 kernel. */
    public static ConvShape padded(int pad) {
        return new ConvShape(1, pad, pad, pad, pad);
    }

    /** Stride 2 with equal pads: the UNet's way to halve an image. */
    public static ConvShape halving(int pad) {
        return new ConvShape(2, pad, pad, pad, pad);
    }

    /** Stride 2 with a pad below and at the right only: the VAE encoder's way to halve an image. */
    public static ConvShape halvingPaddedAtEnd() {
        return new ConvShape(2, 0, 0, 1, 1);
    }

    /** Read back from a node. */
    public static ConvShape of(Attributes attributes) {
        int[] pads = attributes.integers("pads");
        return new ConvShape(attributes.integer("stride"), pads[0], pads[1], pads[2], pads[3]);
    }

    Attributes attributes() {
        return Attributes.of("stride", stride)
                .with("pads", List.of((long) top, (long) left, (long) bottom, (long) right));
    }
}
