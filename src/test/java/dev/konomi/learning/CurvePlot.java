package dev.konomi.learning;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Success over labels as SVG: one line for each method. */
final class CurvePlot {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 300;
    private static final int LEFT = 44;
    private static final int RIGHT = 230;
    private static final int TOP = 30;
    private static final int BOTTOM = 34;
    private static final List<String> COLOURS = List.of(
            "#2a9d8f", "#e76f51", "#264653", "#e9c46a", "#8e6bbf", "#9aa5b1", "#c1121f", "#588157", "#bc6c25",
            "#3a86ff");

    private final List<String> shapes = new ArrayList<>();
    private final int most;

    private CurvePlot(int most) {
        this.most = most;
    }

    static String of(String title, Map<String, Curve> curves) {
        int most = curves.values().stream()
                .mapToInt(curve -> curve.last().labels())
                .max()
                .orElse(1);
        CurvePlot plot = new CurvePlot(Math.max(1, most));
        plot.grid(title);
        int next = 0;
        for (Map.Entry<String, Curve> curve : curves.entrySet()) {
            plot.line(curve.getKey(), curve.getValue(), next++);
        }
        return String.format(
                Locale.ROOT,
                "<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' font-family='sans-serif' font-size='12'>%n"
                        + "<rect width='100%%' height='100%%' fill='#fff'/>%n%s%n</svg>%n",
                WIDTH,
                HEIGHT,
                String.join("\n", plot.shapes));
    }

    private void grid(String title) {
        shape("<text x='10' y='18' font-weight='bold'>%s</text>", title);
        for (int tenth = 0; tenth <= 10; tenth += 2) {
            double y = y(tenth / 10.0);
            shape("<path d='M%d %.1fH%d' stroke='#ddd'/>", LEFT, y, WIDTH - RIGHT);
            shape("<text x='%d' y='%.1f' text-anchor='end'>%d %%</text>", LEFT - 6, y + 4, 10 * tenth);
        }
        for (int labels = 0; labels <= most; labels += Math.max(1, most / 4)) {
            shape("<text x='%.1f' y='%d' text-anchor='middle'>%d</text>", x(labels), HEIGHT - 16, labels);
        }
        shape("<text x='%.1f' y='%d' text-anchor='middle'>labels</text>", x(most / 2.0), HEIGHT - 3);
    }

    private void line(String name, Curve curve, int index) {
        String colour = COLOURS.get(index % COLOURS.size());
        StringBuilder path = new StringBuilder();
        for (Curve.Point point : curve.points()) {
            double x = x(point.labels());
            path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y(point.mean())));
            shape("<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>", x, y(point.mean()), colour);
            if (point.deviation() > 0) {
                double low = y(Math.max(0, point.mean() - point.deviation()));
                double high = y(Math.min(1, point.mean() + point.deviation()));
                shape("<path d='M%.1f %.1fV%.1f' stroke='%s' opacity='.5'/>", x, low, high, colour);
            }
        }
        shape("<path d='%s' fill='none' stroke='%s' stroke-width='2'/>", path, colour);
        int y = TOP + 14 + 18 * index;
        shape("<path d='M%d %dh18' stroke='%s' stroke-width='3'/>", WIDTH - RIGHT + 12, y - 4, colour);
        String escaped = name.replace("&", "&amp;").replace("<", "&lt;");
        shape("<text x='%d' y='%d' font-size='%d'>%s</text>", WIDTH - RIGHT + 36, y, size(name), escaped);
    }

    /** Trials have long names. */
    private static int size(String name) {
        return name.length() > 20 ? 7 : 12;
    }

    private double x(double labels) {
        return LEFT + (WIDTH - LEFT - RIGHT) * labels / most;
    }

    private static double y(double success) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * success;
    }

    private void shape(String format, Object... values) {
        shapes.add(String.format(Locale.ROOT, format, values));
    }
}
