package dev.konomi.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Every comparison as a bar from 0 to its ratio, with its quartiles and its aim, as SVG. */
final class RatioPlot {
    private static final int LABELS = 380;
    private static final int WIDTH = 900;
    private static final int ROW = 20;
    private static final double MOST = 2;
    private static final int TOP = 40;

    private final List<String> shapes = new ArrayList<>();
    private int y = TOP;

    private RatioPlot() {}

    static String of(List<SectionResult> sections) {
        RatioPlot plot = new RatioPlot();
        sections.forEach(plot::add);
        return plot.svg();
    }

    private void add(SectionResult section) {
        if (section.comparisons().isEmpty()) {
            return;
        }
        y += ROW / 2;
        text(10, "start", "bold", section.title());
        y += ROW;
        section.comparisons().forEach(this::bar);
    }

    private void bar(Comparison line) {
        double ratio = line.ratio().median();
        boolean reached = line.bound() == null || line.bound().holds(ratio);
        String colour = line.bound() == null ? "#9aa5b1" : reached ? "#2a9d8f" : "#e76f51";
        text(LABELS - 8, "end", "normal", line.what());
        shape(
                "<rect x='%d' y='%d' width='%.1f' height='%d' fill='%s'/>",
                LABELS, y - 11, x(ratio) - LABELS, 14, colour);
        double low = x(line.ratio().low());
        double high = x(line.ratio().high());
        shape("<path d='M%.1f %dH%.1f' stroke='#264653' stroke-width='2'/>", low, y - 4, high);
        if (line.bound() != null) {
            double aim = x(line.bound().value());
            shape("<path d='M%.1f %dv18' stroke='#000' stroke-width='2'/>", aim, y - 13);
        }
        shape("<text x='%.1f' y='%d'>%.2f</text>", Math.max(x(ratio), high) + 6, y, ratio);
        y += ROW;
    }

    private String svg() {
        int height = y + ROW;
        StringBuilder grid = new StringBuilder();
        for (int tenth = 0; tenth <= 10 * MOST; tenth += 5) {
            double ratio = tenth / 10.0;
            grid.append(String.format(
                    Locale.ROOT,
                    "<path d='M%.1f %dV%d' stroke='%s'/><text x='%.1f' y='%d' text-anchor='middle'>%.1f</text>\n",
                    x(ratio),
                    TOP,
                    height - ROW,
                    tenth == 10 ? "#555" : "#ddd",
                    x(ratio),
                    TOP - 6,
                    ratio));
        }
        return String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>\n"
                        + "<rect width='100%%' height='100%%' fill='#fff'/>\n"
                        + "<text x='10' y='16' font-weight='bold'>Konomi over the peer; black marks are aims</text>\n"
                        + "%s%s\n</svg>\n",
                WIDTH,
                height,
                grid,
                String.join("\n", shapes));
    }

    private void text(int x, String anchor, String weight, String words) {
        String escaped = words.replace("&", "&amp;").replace("<", "&lt;");
        shape("<text x='%d' y='%d' text-anchor='%s' font-weight='%s'>%s</text>", x, y, anchor, weight, escaped);
    }

    private void shape(String format, Object... values) {
        shapes.add(String.format(Locale.ROOT, format, values));
    }

    /** Ratios beyond the edge end at it. */
    private static double x(double ratio) {
        return LABELS + (WIDTH - LABELS - 60) * Math.min(ratio, MOST) / MOST;
    }
}
