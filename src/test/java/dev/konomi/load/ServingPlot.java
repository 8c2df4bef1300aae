package dev.konomi.load;

import dev.konomi.load.ServingBenchmark.Cell;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Pictures a minute by clients: one line for each number of tenants, and one for one request at a time. */
final class ServingPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 320;
    private static final int LEFT = 60;
    private static final int BOTTOM = 40;
    private static final int TOP = 20;
    private static final int RIGHT = 190;

    private ServingPlot() {}

    private record Line(String name, String colour, int tenants, boolean oneAtATime) {}

    private static final List<Line> LINES = List.of(
            new Line("1 tenant", "#0b7285", 1, false),
            new Line("8 tenants", "#e8590c", 8, false),
            new Line("64 tenants", "#5f3dc4", 64, false),
            new Line("64 tenants, one at a time", "#868e96", 64, true));

    static String of(Map<Cell, Run> cells) {
        double most =
                1.1 * cells.values().stream().mapToDouble(Run::perMinute).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">%n<title>Pictures a minute by clients and tenants</title>%n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n",
                WIDTH,
                HEIGHT,
                WIDTH,
                HEIGHT));
        axes(svg, most);
        for (int i = 0; i < LINES.size(); i++) {
            line(svg, LINES.get(i), cells, most);
            text(
                    svg,
                    WIDTH - RIGHT + 15,
                    TOP + 20 + 18 * i,
                    LINES.get(i).colour(),
                    "start",
                    LINES.get(i).name());
        }
        return svg.append("</svg>\n").toString();
    }

    private static void axes(StringBuilder svg, double most) {
        for (int i = 0; i <= 4; i++) {
            double y = y(most * i / 4, most);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#dee2e6\"/>%n",
                    LEFT,
                    WIDTH - RIGHT,
                    y,
                    y));
            text(svg, LEFT - 6, y + 4, "#343a40", "end", String.format(Locale.ROOT, "%.0f", most * i / 4));
        }
        for (int clients : ServingBenchmark.CLIENTS) {
            text(svg, x(clients), HEIGHT - BOTTOM + 16, "#343a40", "middle", Integer.toString(clients));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 6, "#343a40", "middle", "clients");
        text(svg, LEFT, TOP - 6, "#343a40", "middle", "pictures a minute");
    }

    private static void line(StringBuilder svg, Line line, Map<Cell, Run> cells, double most) {
        StringBuilder points = new StringBuilder();
        for (int clients : ServingBenchmark.CLIENTS) {
            Run run = cells.get(new Cell(clients, line.tenants(), line.oneAtATime()));
            if (run != null) {
                double y = y(run.perMinute(), most);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(clients), y));
                svg.append(String.format(
                        Locale.ROOT,
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>%n",
                        x(clients),
                        y,
                        line.colour()));
            }
        }
        svg.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                points.toString().strip(),
                line.colour()));
    }

    private static void text(StringBuilder svg, double x, double y, String colour, String anchor, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" fill=\"%s\" text-anchor=\"%s\">%s</text>%n",
                x,
                y,
                colour,
                anchor,
                text));
    }

    /** Logarithmic: 1 to 64. */
    private static double x(int clients) {
        double along = Math.log(clients) / Math.log(64);
        return LEFT + 15 + along * (WIDTH - RIGHT - LEFT - 30);
    }

    private static double y(double value, double most) {
        return HEIGHT - BOTTOM - value / most * (HEIGHT - BOTTOM - TOP);
    }
}
