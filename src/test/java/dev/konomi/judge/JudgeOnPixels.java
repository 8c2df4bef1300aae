package dev.konomi.judge;

import dev.konomi.engine.runtime.OnnxRuntime;
import dev.konomi.engine.runtime.OnnxSession;
import dev.konomi.engine.runtime.RuntimeOptions;
import dev.konomi.engine.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.imageio.ImageIO;

/** A small detector for the bundled model's world, run on pictures of 128 by 128 pixels. */
public final class JudgeOnPixels implements AutoCloseable {
    private static final int SIZE = 128;
    private static final int BATCH = 64;
    // the exporter numbered the outputs
    private static final String HEAT = "234";
    private static final String SIZES = "244";
    private static final String COLOUR = "253";
    private static final String BACKGROUND = "169";

    private final OnnxRuntime runtime;
    private final OnnxSession session;

    private JudgeOnPixels(OnnxRuntime runtime, OnnxSession session) {
        this.runtime = runtime;
        this.session = session;
    }

    public static JudgeOnPixels open() {
        OnnxRuntime runtime = OnnxRuntime.open(RuntimeOptions.cpu(1));
        try (InputStream in = Objects.requireNonNull(JudgeOnPixels.class.getResourceAsStream("/judge/judge.onnx"))) {
            return new JudgeOnPixels(runtime, runtime.session(in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is on each of these PNG files. */
    public List<Sight> lookAtPngs(List<byte[]> pngs) {
        return look(pngs.stream().map(JudgeOnPixels::pixels).toList());
    }

    /**
     * What is on each picture.
     *
     * @param pictures each [3, 128, 128], F32, −1 to 1
     */
    public List<Sight> look(List<Tensor> pictures) {
        List<Sight> sights = new ArrayList<>();
        for (int from = 0; from < pictures.size(); from += BATCH) {
            List<Tensor> batch = pictures.subList(from, Math.min(from + BATCH, pictures.size()));
            Map<String, Tensor> seen =
                    session.run(Map.of("pixels", Tensor.stack(batch)), List.of(HEAT, SIZES, COLOUR, BACKGROUND));
            for (int i = 0; i < batch.size(); i++) {
                sights.add(SightDecoder.decode(
                        row(seen, HEAT, i), row(seen, SIZES, i), row(seen, COLOUR, i), row(seen, BACKGROUND, i)));
            }
        }
        return sights;
    }

    private static float[] row(Map<String, Tensor> outputs, String name, int i) {
        return Objects.requireNonNull(outputs.get(name)).rows(i, i + 1).f32();
    }

    /** A PNG file as [3, 128, 128], F32, −1 to 1. */
    static Tensor pixels(byte[] png) {
        BufferedImage image;
        try {
            image = Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(png)), "no picture");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (image.getWidth() != SIZE || image.getHeight() != SIZE) {
            throw new IllegalArgumentException(
                    "expected a picture of 128 by 128 pixels, found " + image.getWidth() + " by " + image.getHeight());
        }
        Tensor pixels = Tensor.zeros(3, SIZE, SIZE);
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < SIZE; y++) {
                for (int x = 0; x < SIZE; x++) {
                    int value = (image.getRGB(x, y) >> (16 - 8 * channel)) & 0xff;
                    pixels.f32()[(channel * SIZE + y) * SIZE + x] = value / 127.5f - 1;
                }
            }
        }
        return pixels;
    }

    @Override
    public void close() {
        session.close();
        runtime.close();
    }
}
