package dev.konomi.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Shares of good images by version: measured by labels, and estimated by the encoder, with their intervals. */
final class SuccessPlot {
    private static final int HEIGHT = 130;
    private static final String MEASURED = "#2b8a3e";
    private static final String ESTIMATED = "#0b7285";
    private static final String TARGET = "#e8590c";

    private SuccessPlot() {}

    private record Point(String name, Proportion share, boolean measured) {}

    static void draw(Svg svg, VersionReport report, int x, int y, int width) {
        svg.text(x, y, Svg.Style.HEAD, "Share of good images, with 95 % intervals");
        double bottom = y + 30.0 + HEIGHT;
        for (int percent = 0; percent <= 100; percent += 25) {
            double at = bottom - HEIGHT * percent / 100.0;
            svg.line(x + 34, at, x + width, at, Svg.RULE, 1);
            svg.text(x + 28, at + 4, Svg.Style.SMALL.anchored("end"), percent + " %");
        }
        @Nullable Goal goal = report.goal();
        if (goal != null) {
            double at = bottom - HEIGHT * goal.target();
            svg.line(x + 34, at, x + width, at, TARGET, 2);
            svg.text(x + width, at - 4, Svg.Style.SMALL.coloured(TARGET).anchored("end"), "target");
        }
        List<Point> points = points(report);
        double step = (width - 34.0) / Math.max(1, points.size());
        for (int i = 0; i < points.size(); i++) {
            Point point = points.get(i);
            double at = x + 34 + step * (i + 0.5);
            String colour = point.measured() ? MEASURED : ESTIMATED;
            svg.line(
                    at,
                    bottom - HEIGHT * point.share().low(),
                    at,
                    bottom - HEIGHT * point.share().high(),
                    colour,
                    2);
            svg.dot(at, bottom - HEIGHT * point.share().share(), 5, colour);
            svg.text(at, bottom + 14, Svg.Style.SMALL.anchored("middle"), point.name());
        }
        svg.text(x + 34, y + 20, Svg.Style.SMALL.coloured(MEASURED), "● by labels");
        svg.text(x + 120, y + 20, Svg.Style.SMALL.coloured(ESTIMATED), "● estimated by the reward encoder");
    }

    private static List<Point> points(VersionReport report) {
        List<Point> points = new ArrayList<>();
        List<Measured> measured = report.success().measured();
        for (Measured one : measured.subList(Math.max(0, measured.size() - 6), measured.size())) {
            if (one.good().of() > 0) {
                points.add(new Point(name(one.version()), one.good(), true));
            }
        }
        VersionReport.Estimated estimated = report.success().estimated();
        if (estimated != null) {
            points.add(new Point("base", estimated.base(), false));
            points.add(new Point("this one", estimated.version(), false));
        }
        return points;
    }

    private static String name(int version) {
        return version == 0 ? "base" : "v" + version;
    }
}
