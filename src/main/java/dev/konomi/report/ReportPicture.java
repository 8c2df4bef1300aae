package dev.konomi.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A version's report as one picture, from which a person can say what was learned. */
public final class ReportPicture {
    private static final int WIDTH = 1120;
    private static final int HEIGHT = 1240;
    private static final int LEFT = 40;
    private static final int MIDDLE = 590;
    private static final int COLUMN = 490;
    private static final String BASE = "#9aa5b1";
    private static final String VERSION = "#0b7285";
    private static final String GOOD = "#2b8a3e";
    private static final String BAD = "#c92a2a";

    private ReportPicture() {}

    /**
     * The pictures in the picture, all PNG.
     *
     * @param base the base model's first audit images side by side
     * @param version this version's of the same prompts and seeds
     * @param prompts one for each of them
     * @param exemplars by {@link Exemplar#url()}
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Pictures(byte[] base, byte[] version, List<String> prompts, Map<String, byte[]> exemplars) {}

    public static String of(VersionReport report, @Nullable Pictures pictures) {
        Svg svg = new Svg(WIDTH, HEIGHT, report.adapter() + ", the version of round " + report.number());
        head(svg, report);
        if (pictures != null) {
            strips(svg, pictures, 140);
            exemplars(svg, report, pictures, 1045);
        }
        learned(svg, report, LEFT, 500);
        rewards(svg, report, MIDDLE, 500);
        SuccessPlot.draw(svg, report, MIDDLE, 685, COLUMN);
        guard(svg, report, MIDDLE, 895);
        return svg.toString();
    }

    private static void head(Svg svg, VersionReport report) {
        svg.text(
                LEFT,
                44,
                new Svg.Style(24, Svg.INK, "start", true),
                report.adapter() + " · the version of round " + report.number());
        VersionReport.Cost cost = report.cost();
        svg.text(
                LEFT,
                68,
                Svg.Style.SMALL,
                text(
                        "%d round%s · %d labels · %.1f minutes of evaluators",
                        cost.rounds(), cost.rounds() == 1 ? "" : "s", cost.labels(), cost.evaluatorMinutes()));
        if (report.goal() != null) {
            svg.text(
                    WIDTH - LEFT,
                    68,
                    Svg.Style.SMALL.anchored("end"),
                    text(
                            "Target %.0f %% good. %s",
                            100 * report.goal().target(), report.goal().words()));
        }
        List<String> words = report.learned();
        for (int i = 0; i < Math.min(2, words.size()); i++) {
            svg.text(LEFT, 92 + 17.0 * i, Svg.Style.PLAIN, words.get(i));
        }
        boolean held = report.audit() != null && !report.audit().held().isEmpty();
        svg.text(
                WIDTH - LEFT,
                44,
                new Svg.Style(16, held ? BAD : GOOD, "end", true),
                report.audit() == null ? "not audited" : held ? "held" : "may be promoted");
    }

    private static void strips(Svg svg, Pictures pictures, int y) {
        svg.text(LEFT, y, Svg.Style.HEAD, "Same prompt, same seed");
        int cells = pictures.prompts().size();
        double cell = Math.min(130, (WIDTH - 2.0 * LEFT) / Math.max(1, cells));
        svg.text(LEFT, y + 22, Svg.Style.SMALL, "base model");
        svg.png(LEFT, y + 28, cell * cells, cell, pictures.base());
        svg.text(LEFT, y + 44 + cell, Svg.Style.SMALL.coloured(VERSION), "this version");
        svg.png(LEFT, y + 50 + cell, cell * cells, cell, pictures.version());
        for (int i = 0; i < cells; i++) {
            svg.text(
                    LEFT + cell * (i + 0.5),
                    y + 64 + 2 * cell,
                    Svg.Style.SMALL.anchored("middle"),
                    shortened(pictures.prompts().get(i), 20));
        }
    }

    /** The three attributes that moved most, value by value, the base model's share above the version's. */
    private static void learned(Svg svg, VersionReport report, int x, int top) {
        svg.text(x, top, Svg.Style.HEAD, "What moved");
        svg.text(x + 112, top, Svg.Style.SMALL.coloured(BASE), "■ base model");
        svg.text(x + 200, top, Svg.Style.SMALL.coloured(VERSION), "■ this version");
        List<Attribute> moved = report.attributes().stream()
                .sorted(Comparator.comparingDouble(Attribute::moved).reversed())
                .limit(3)
                .toList();
        double y = top + 24;
        for (Attribute attribute : moved) {
            svg.text(x, y, Svg.Style.PLAIN, text("%s (%.0f %% moved)", attribute.name(), 100 * attribute.moved()));
            y += 8;
            int shown = Math.min(5, attribute.values().size());
            for (int i = 0; i < shown; i++) {
                svg.text(
                        x + 105,
                        y + 15,
                        Svg.Style.SMALL.anchored("end"),
                        attribute.values().get(i));
                bar(svg, x + 112, y + 3, attribute.base().get(i), BASE);
                bar(svg, x + 112, y + 13, attribute.version().get(i), VERSION);
                y += 26;
            }
            y += 22;
        }
    }

    private static void bar(Svg svg, double x, double y, double share, String colour) {
        double full = COLUMN - 112 - 45.0;
        svg.rect(x, y, full * share, 8, colour);
        svg.text(
                x + full * share + 5, y + 8, new Svg.Style(9, Svg.FAINT, "start", false), text("%.0f %%", 100 * share));
    }

    private static void rewards(Svg svg, VersionReport report, int x, int y) {
        svg.text(x, y, Svg.Style.HEAD, "Rewards of the audit images");
        VersionReport.Rewards rewards = report.rewards();
        if (rewards == null) {
            svg.text(x, y + 24, Svg.Style.SMALL, "Nothing good was seen yet: there is no reward.");
            return;
        }
        double bottom = y + 120.0;
        double bin = (double) COLUMN / Spread.BINS;
        double most = Math.max(highest(rewards.base()), highest(rewards.version()));
        for (int i = 0; i < Spread.BINS; i++) {
            column(
                    svg,
                    x + i * bin + 2,
                    bottom,
                    bin / 2 - 2,
                    rewards.base().shares().get(i) / most,
                    BASE);
            column(
                    svg,
                    x + (i + 0.5) * bin,
                    bottom,
                    bin / 2 - 2,
                    rewards.version().shares().get(i) / most,
                    VERSION);
        }
        svg.line(x, bottom, x + COLUMN, bottom, Svg.INK, 1);
        svg.text(x, bottom + 14, Svg.Style.SMALL, text("%.2f", rewards.base().from()));
        svg.text(
                x + COLUMN,
                bottom + 14,
                Svg.Style.SMALL.anchored("end"),
                text("%.2f", rewards.base().to()));
        mark(svg, x + COLUMN * rewards.bad().meanPlace(), bottom, BAD, "mean of judged bad");
        mark(svg, x + COLUMN * rewards.good().meanPlace(), bottom + 13, GOOD, "mean of judged good");
        svg.text(
                x,
                y + 20,
                Svg.Style.SMALL,
                text(
                        "base model on average %.2f, this version %.2f",
                        rewards.base().mean(), rewards.version().mean()));
    }

    private static double highest(Spread spread) {
        return spread.shares().stream().mapToDouble(share -> share).max().orElse(1);
    }

    private static void column(Svg svg, double x, double bottom, double width, double height, String colour) {
        svg.rect(x, bottom - 85 * height, width, 85 * height, colour);
    }

    private static void mark(Svg svg, double x, double bottom, String colour, String words) {
        svg.line(x, bottom - 6, x, bottom + 8, colour, 3);
        svg.text(x, bottom + 20, Svg.Style.SMALL.coloured(colour).anchored("middle"), words);
    }

    private static void guard(Svg svg, VersionReport report, int x, int y) {
        svg.text(x, y, Svg.Style.HEAD, "Guard (base model = 1)");
        VersionReport.Audit audit = report.audit();
        if (audit == null) {
            return;
        }
        var figures = audit.againstBase();
        gauge(svg, x, y + 14, "diversity", figures.diversity(), audit.limits().diversityFloor(), false);
        gauge(
                svg,
                x,
                y + 36,
                "drift",
                Math.max(figures.drift(), figures.trainedDrift()),
                audit.limits().driftCeiling(),
                true);
        gauge(
                svg,
                x,
                y + 58,
                "prompt recognised",
                figures.recognition(),
                audit.limits().recognitionFloor(),
                false);
        @Nullable Double policy = figures.policyRecognition();
        if (policy != null) {
            gauge(svg, x, y + 80, "audit prompts", policy, audit.limits().recognitionFloor(), false);
        }
    }

    private static void gauge(Svg svg, double x, double y, String name, double value, double limit, boolean ceiling) {
        double scale = (COLUMN - 220) / 1.6;
        boolean fine = ceiling ? value <= limit : value >= limit;
        svg.text(x + 120, y + 12, Svg.Style.SMALL.anchored("end"), name);
        svg.rect(x + 128, y + 3, scale * 1.6, 11, "#eef1f4");
        svg.rect(x + 128, y + 3, scale * Math.min(1.6, value), 11, fine ? VERSION : BAD);
        svg.line(x + 128 + scale * limit, y, x + 128 + scale * limit, y + 17, Svg.INK, 2);
        svg.text(
                x + COLUMN,
                y + 12,
                Svg.Style.SMALL.anchored("end"),
                text("%.2f %s %.2f", value, ceiling ? "≤" : "≥", limit));
    }

    private static void exemplars(Svg svg, VersionReport report, Pictures pictures, int y) {
        svg.text(LEFT, y, Svg.Style.HEAD, "The images that define the reward");
        double x = LEFT;
        for (Exemplar exemplar : report.exemplars()) {
            byte @Nullable [] png = pictures.exemplars().get(exemplar.url());
            if (png != null) {
                svg.png(x, y + 12, 130, 130, png);
            }
            String colour = exemplar.verdict().equals("bad") ? BAD : GOOD;
            svg.text(
                    x + 65,
                    y + 160,
                    Svg.Style.SMALL.coloured(colour).anchored("middle"),
                    text("%s, reward %.2f", exemplar.verdict(), exemplar.reward()));
            x += 148;
        }
    }

    private static String shortened(String words, int most) {
        return words.length() <= most ? words : words.substring(0, most - 1) + "…";
    }

    static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
