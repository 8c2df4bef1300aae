package dev.konomi.round;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Two sets of pictures side by side: left before, right after, in the same places. */
final class ContactSheet {
    private static final int COLUMNS = 8;
    private static final int GAP = 24;

    private ContactSheet() {}

    /**
     * @param left PNGs of one size, at least one
     * @param right as many, of the same size
     */
    static void write(Path file, List<byte[]> left, List<byte[]> right) throws IOException {
        BufferedImage first = ImageIO.read(new ByteArrayInputStream(left.get(0)));
        int side = COLUMNS * first.getWidth();
        int rows = (left.size() + COLUMNS - 1) / COLUMNS;
        var sheet = new BufferedImage(2 * side + GAP, rows * first.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = sheet.createGraphics();
        canvas.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        draw(canvas, left, 0, first);
        draw(canvas, right, side + GAP, first);
        canvas.dispose();
        ImageIO.write(sheet, "png", file.toFile());
    }

    private static void draw(Graphics2D canvas, List<byte[]> pngs, int x, BufferedImage size) throws IOException {
        for (int i = 0; i < pngs.size(); i++) {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(pngs.get(i)));
            int column = x + i % COLUMNS * size.getWidth();
            canvas.drawImage(picture, column, i / COLUMNS * size.getHeight(), null);
        }
    }
}
