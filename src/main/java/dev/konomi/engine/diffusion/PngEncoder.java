package dev.konomi.engine.diffusion;

import dev.konomi.engine.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Pixels to PNG (8-bit RGB, ISO/IEC 15948): the same pixels and texts give the same bytes. */
public final class PngEncoder {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int COMPRESSION = 6;
    private static final byte FILTER_SUB = 1;

    private PngEncoder() {}

    /**
     * Encodes one picture.
     *
     * @param pixels [3, height, width], F32, −1 to 1; what lies beyond is cut off
     * @param textChunks provenance: keyword (1 to 79 Latin letters) to text, written as iTXt in the order of keywords
     */
    public static byte[] encode(Tensor pixels, Map<String, String> textChunks) {
        if (pixels.ndim() != 3 || pixels.dim(0) != 3 || pixels.dim(1) < 1 || pixels.dim(2) < 1) {
            throw new IllegalArgumentException("expected pixels [3, height, width], found " + pixels);
        }
        int height = pixels.dim(1);
        int width = pixels.dim(2);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        byte[] header = ByteBuffer.allocate(13)
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0}) // 8 bits, RGB, deflate, adaptive filters, no interlace
                .array();
        chunk(out, "IHDR", header);
        new TreeMap<>(textChunks).forEach((keyword, text) -> chunk(out, "iTXt", internationalText(keyword, text)));
        chunk(out, "IDAT", deflate(scanlines(pixels.f32(), height, width)));
        chunk(out, "IEND", new byte[0]);
        return out.toByteArray();
    }

    private static byte[] scanlines(float[] pixels, int height, int width) {
        int stride = 1 + 3 * width;
        byte[] lines = new byte[height * stride];
        for (int y = 0; y < height; y++) {
            lines[y * stride] = FILTER_SUB;
            for (int channel = 0; channel < 3; channel++) {
                int left = 0;
                for (int x = 0; x < width; x++) {
                    int value = toByte(pixels[(channel * height + y) * width + x]);
                    lines[y * stride + 1 + 3 * x + channel] = (byte) (value - left);
                    left = value;
                }
            }
        }
        return lines;
    }

    private static int toByte(float pixel) {
        if (Float.isNaN(pixel)) {
            throw new IllegalArgumentException("expected pixels from -1 to 1, found NaN");
        }
        return (int) Math.rint(Math.min(Math.max((pixel + 1.0) * 127.5, 0), 255));
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(COMPRESSION);
        try {
            deflater.setInput(data);
            deflater.finish();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 15];
            while (!deflater.finished()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
            return out.toByteArray();
        } finally {
            deflater.end();
        }
    }

    private static byte[] internationalText(String keyword, String text) {
        byte[] latin = keyword.getBytes(StandardCharsets.ISO_8859_1);
        boolean valid = keyword.length() >= 1
                && keyword.length() <= 79
                && keyword.equals(keyword.strip())
                && keyword.chars().allMatch(c -> (c >= 32 && c <= 126) || (c >= 161 && c <= 255));
        if (!valid || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("no PNG text chunk can hold '" + keyword + "': '" + text + "'");
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(latin);
        out.writeBytes(new byte[5]); // end of keyword, uncompressed, method, no language, no translated keyword
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(Arrays.copyOfRange(
                ByteBuffer.allocate(8).putLong(crc.getValue()).array(), 4, 8));
    }
}
