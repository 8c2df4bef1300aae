package dev.konomi.engine.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.metadata.IIOMetadataNode;
import org.junit.jupiter.api.Test;
import org.w3c.dom.NodeList;

class PngEncoderTest {
    @Test
    void every_pixel_survives() throws Exception {
        Tensor pixels = GaussianNoise.seeded(5).tensor(3, 7, 11);

        BufferedImage image = ImageIO.read(new ByteArrayInputStream(PngEncoder.encode(pixels, Map.of())));

        assertThat(image.getWidth()).isEqualTo(11);
        assertThat(image.getHeight()).isEqualTo(7);
        for (int y = 0; y < 7; y++) {
            for (int x = 0; x < 11; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    double expected = Math.rint((pixels.f32()[(channel * 7 + y) * 11 + x] + 1) * 127.5);
                    assertThat((image.getRGB(x, y) >> (16 - 8 * channel)) & 0xff)
                            .isEqualTo((int) Math.min(255, Math.max(0, expected)));
                }
            }
        }
    }

    @Test
    void the_same_picture_gives_the_same_bytes() {
        Tensor pixels = GaussianNoise.seeded(5).tensor(3, 16, 16);

        assertThat(PngEncoder.encode(pixels, Map.of("a", "1", "b", "2")))
                .isEqualTo(PngEncoder.encode(pixels, Map.of("b", "2", "a", "1")));
    }

    @Test
    void provenance_is_kept_in_any_script() throws Exception {
        byte[] png = PngEncoder.encode(Tensor.zeros(3, 2, 2), Map.of("Prompt", "café 好み", "Software", "Konomi"));

        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(png)));
        IIOMetadataNode root = (IIOMetadataNode) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
        NodeList texts = root.getElementsByTagName("iTXtEntry");
        assertThat(texts.getLength()).isEqualTo(2);
        assertThat(((IIOMetadataNode) texts.item(0)).getAttribute("keyword")).isEqualTo("Prompt");
        assertThat(((IIOMetadataNode) texts.item(0)).getAttribute("text")).isEqualTo("café 好み");
    }

    @Test
    void what_is_no_picture_is_refused() {
        assertThatThrownBy(() -> PngEncoder.encode(Tensor.zeros(4, 8, 8), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[3, height, width]");
        assertThatThrownBy(() ->
                        PngEncoder.encode(Tensor.f32(new int[] {3, 1, 1}, new float[] {0, Float.NaN, 0}), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> PngEncoder.encode(Tensor.zeros(3, 1, 1), Map.of("", "text")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
