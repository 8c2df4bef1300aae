package dev.konomi.report;

import java.util.Base64;
import java.util.Locale;

/** Writes one SVG picture, element by element, in pixels from the upper left corner. */
final class Svg {
    static final String INK = "#1f2933";
    static final String FAINT = "#6b7785";
    static final String RULE = "#d9dee3";

    private final StringBuilder out = new StringBuilder();

    Svg(int width, int height, String title) {
        out.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"system-ui, 'DejaVu Sans', sans-serif\" font-size=\"13\">%n"
                        + "<title>%s</title>%n<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n",
                width,
                height,
                width,
                height,
                escaped(title),
                width,
                height));
    }

    /** How a text stands. */
    record Style(int size, String colour, String anchor, boolean bold) {
        static final Style PLAIN = new Style(13, INK, "start", false);
        static final Style SMALL = new Style(11, FAINT, "start", false);
        static final Style HEAD = new Style(15, INK, "start", true);

        Style anchored(String where) {
            return new Style(size, colour, where, bold);
        }

        Style coloured(String what) {
            return new Style(size, what, anchor, bold);
        }
    }

    void text(double x, double y, Style style, String words) {
        out.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" font-size=\"%d\" fill=\"%s\" text-anchor=\"%s\"%s>%s</text>%n",
                x,
                y,
                style.size(),
                style.colour(),
                style.anchor(),
                style.bold() ? " font-weight=\"600\"" : "",
                escaped(words)));
    }

    void rect(double x, double y, double width, double height, String colour) {
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" rx=\"2\"/>%n",
                x,
                y,
                Math.max(0, width),
                Math.max(0, height),
                colour));
    }

    void line(double x1, double y1, double x2, double y2, String colour, double width) {
        out.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>%n",
                x1,
                y1,
                x2,
                y2,
                colour,
                width));
    }

    void dot(double x, double y, double radius, String colour) {
        out.append(String.format(
                Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" fill=\"%s\"/>%n", x, y, radius, colour));
    }

    void png(double x, double y, double width, double height, byte[] png) {
        out.append(String.format(
                Locale.ROOT,
                "<image x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" href=\"data:image/png;base64,%s\"/>%n",
                x,
                y,
                width,
                height,
                Base64.getEncoder().encodeToString(png)));
    }

    @Override
    public String toString() {
        return out + "</svg>\n";
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
