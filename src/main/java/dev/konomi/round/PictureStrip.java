package dev.konomi.round;

import dev.konomi.engine.diffusion.PngEncoder;
import dev.konomi.engine.tensor.Tensor;
import java.util.List;
import java.util.Map;

/** Pictures side by side in one, none wider than is needed to see what they show. */
final class PictureStrip {
    private static final int LARGEST_CELL = 128;

    private PictureStrip() {}

    /** @param pictures each [3, height, width], F32, −1…1, all of one size; at least one */
    static byte[] png(List<Tensor> pictures) {
        int height = pictures.get(0).dim(1);
        int width = pictures.get(0).dim(2);
        int every = Math.max(1, (Math.max(height, width) + LARGEST_CELL - 1) / LARGEST_CELL);
        int rows = height / every;
        int columns = width / every;
        Tensor strip = Tensor.zeros(3, rows, columns * pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            for (int channel = 0; channel < 3; channel++) {
                for (int y = 0; y < rows; y++) {
                    for (int x = 0; x < columns; x++) {
                        strip.f32()[(channel * rows + y) * columns * pictures.size() + i * columns + x] =
                                mean(pictures.get(i), channel, y * every, x * every, every);
                    }
                }
            }
        }
        return PngEncoder.encode(strip, Map.of("Software", "Konomi"));
    }

    private static float mean(Tensor picture, int channel, int top, int left, int side) {
        int height = picture.dim(1);
        int width = picture.dim(2);
        float sum = 0;
        for (int y = top; y < top + side; y++) {
            for (int x = left; x < left + side; x++) {
                sum += picture.f32()[(channel * height + y) * width + x];
            }
        }
        return sum / (side * side);
    }
}
