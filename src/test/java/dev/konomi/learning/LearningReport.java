package dev.konomi.learning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * Writes docs/learning.md and its plots from docs/learning/results.csv, between docs/learning/introduction.md and
 * docs/learning/findings.md, which people write.
 */
public final class LearningReport {
    private static final String NOTICE = "<!-- Written by dev.konomi.learning.LearningReport: edit"
            + " learning/introduction.md and learning/findings.md. -->\n";
    private static final double LEAST_GAIN = 0.05;

    private final Path docs;
    private final List<Row> rows;
    private final StringBuilder out = new StringBuilder(NOTICE);

    private LearningReport(Path docs) {
        this.docs = docs;
        this.rows = new Results(docs.resolve("learning").resolve("results.csv")).rows();
    }

    public static void main(String[] arguments) {
        write(Path.of(arguments.length > 0 ? arguments[0] : "docs"));
    }

    static void write(Path docs) {
        try {
            new LearningReport(docs).write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        part("introduction.md");
        labelRatios();
        for (Task task : Tasks.all()) {
            task(task);
        }
        careless();
        part("findings.md");
        Files.writeString(docs.resolve("learning.md"), out);
    }

    private void part(String name) throws IOException {
        Path file = docs.resolve("learning").resolve(name);
        if (Files.exists(file)) {
            out.append(Files.readString(file)).append('\n');
        }
    }

    private Curve curve(Task task, String method, ToDoubleFunction<Row> figure) {
        return Curve.of(
                rows.stream()
                        .filter(row -> row.task().equals(task.name()))
                        .filter(row ->
                                row.method().equals(method) || row.method().equals(LearningBench.BASE))
                        .toList(),
                figure);
    }

    private void labelRatios() {
        say("## Labels\n");
        say(
                "Labels to a success on fresh noise, on straight lines between what was measured (after every second round of");
        say(
                "64). Gains of less than five points over the base model are within the noise, and nothing is said of them.\n");
        say(
                "| task | base | DDPO's last | HERO's labels to it | HERO's last | konomi's labels to it | konomi's last |");
        say("| --- | --- | --- | --- | --- | --- | --- |");
        for (Task task : Tasks.all()) {
            Curve ddpo = curve(task, "ddpo", Row::fresh);
            Curve hero = curve(task, "hero-paper", Row::fresh);
            Curve konomi = curve(task, "konomi", Row::fresh);
            if (!ddpo.isEmpty() || !hero.isEmpty() || !konomi.isEmpty()) {
                say(
                        "| %s | %s | %s | %s | %s | %s | %s |",
                        task.name(),
                        ddpo.points().isEmpty() ? "" : percent(ddpo.first()),
                        end(ddpo),
                        labels(ddpo, hero),
                        end(hero),
                        labels(hero, konomi),
                        end(konomi));
            }
        }
        say("");
    }

    /** How many labels one needs to where the other ended. */
    private static String labels(Curve other, Curve one) {
        if (other.isEmpty() || one.isEmpty()) {
            return "";
        }
        if (other.last().mean() - other.first().mean() < LEAST_GAIN) {
            return "– (no gain)";
        }
        OptionalDouble labels = one.labelsTo(other.last().mean());
        if (labels.isEmpty()) {
            return "not in " + one.last().labels();
        }
        return String.format(
                Locale.ROOT,
                "%.0f of %d (%.2f)",
                labels.getAsDouble(),
                other.last().labels(),
                labels.getAsDouble() / other.last().labels());
    }

    private void task(Task task) throws IOException {
        Map<String, Curve> fresh = new LinkedHashMap<>();
        Map<String, Curve> trials = new LinkedHashMap<>();
        for (String method : methods(task)) {
            Curve curve = curve(task, method, Row::fresh);
            if (!curve.isEmpty()) {
                (method.contains(Trial.SETTINGS) ? trials : fresh).put(method, curve);
            }
        }
        if (fresh.isEmpty()) {
            return;
        }
        Files.writeString(
                docs.resolve("learning").resolve(task.name() + ".svg"),
                CurvePlot.of(task.title() + ": success on fresh noise", fresh));
        say("## %s\n", task.title());
        say("![success over labels](learning/%s.svg)\n", task.name());
        say(
                "| method | seeds | labels | fresh | best (labels) | unseen | bank | diversity | colours | backgrounds | drift | s a round |");
        say("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        Curve base = fresh.values().iterator().next();
        say(
                "| base | | 0 | %s | | %s | | 1.00 | %s | %s | 0 | |",
                percent(base.first()),
                percent(curve(task, LearningBench.BASE, Row::unseen).first()),
                number(curve(task, LearningBench.BASE, Row::colours).first(), "%.0f"),
                number(curve(task, LearningBench.BASE, Row::backgrounds).first(), "%.0f"));
        fresh.forEach((method, curve) -> line(task, method, curve));
        say("");
        trials(task, trials);
    }

    private void trials(Task task, Map<String, Curve> trials) {
        if (trials.isEmpty()) {
            return;
        }
        say("| other settings | labels | fresh | best (labels) | unseen | diversity | drift |");
        say("| --- | --- | --- | --- | --- | --- | --- |");
        trials.forEach((method, fresh) -> say(
                "| %s | %d | %s | %s (%d) | %s | %s | %s |",
                method,
                fresh.last().labels(),
                percent(fresh.last()),
                percent(fresh.best()),
                fresh.best().labels(),
                percent(curve(task, method, Row::unseen).last()),
                number(curve(task, method, Row::diversity).last(), "%.2f"),
                number(curve(task, method, Row::drift).last(), "%.2f")));
        say("");
    }

    private void line(Task task, String method, Curve fresh) {
        say(
                "| %s | %d | %d | %s | %s (%d) | %s | %s | %s | %s | %s | %s | %s |",
                method,
                fresh.last().seeds(),
                fresh.last().labels(),
                percent(fresh.last()),
                percent(fresh.best()),
                fresh.best().labels(),
                percent(curve(task, method, Row::unseen).last()),
                last(curve(task, method, Row::bank)),
                number(curve(task, method, Row::diversity).last(), "%.2f"),
                number(evaluated(task, method, Row::colours).last(), "%.0f"),
                number(evaluated(task, method, Row::backgrounds).last(), "%.0f"),
                number(curve(task, method, Row::drift).last(), "%.2f"),
                number(curve(task, method, Row::seconds).last(), "%.0f"));
    }

    /** Figures that are counts have no NaN of their own. */
    private Curve evaluated(Task task, String method, ToDoubleFunction<Row> figure) {
        return curve(task, method, row -> Double.isNaN(row.fresh()) ? Double.NaN : figure.applyAsDouble(row));
    }

    /** That have results on a task, in the order of {@link Methods}. */
    private List<String> methods(Task task) {
        List<String> names =
                new ArrayList<>(Methods.all().stream().map(Method::name).toList());
        rows.stream()
                .filter(row -> row.task().equals(task.name()) && !row.method().equals(LearningBench.BASE))
                .map(Row::method)
                .filter(name -> !names.contains(name))
                .distinct()
                .forEach(names::add);
        return names;
    }

    private void careless() {
        List<String> lines = new ArrayList<>();
        for (Task task : Tasks.all()) {
            Curve attentive = curve(task, "konomi", Row::fresh);
            for (String method : List.of("konomi-flipped", "konomi-one-random")) {
                Curve curve = curve(task, method, Row::fresh);
                if (!curve.isEmpty() && !attentive.isEmpty()) {
                    double gain = curve.last().mean() - curve.first().mean();
                    double whole = attentive.last().mean() - attentive.first().mean();
                    lines.add(String.format(
                            Locale.ROOT,
                            "| %s | %s | %s | %s | %.0f %% |",
                            task.name(),
                            method,
                            percent(curve.last()),
                            percent(attentive.last()),
                            100 * gain / whole));
                }
            }
        }
        if (!lines.isEmpty()) {
            say("## Careless evaluators\n");
            say("| task | evaluators | success | with an attentive one | share of the gain |");
            say("| --- | --- | --- | --- | --- |");
            lines.forEach(line -> say("%s", line));
            say("");
        }
    }

    /** Nothing, where only the base model was measured. */
    private static String end(Curve curve) {
        return curve.isEmpty() ? "" : percent(curve.last());
    }

    private static String last(Curve curve) {
        return curve.points().isEmpty() ? "" : percent(curve.last());
    }

    private static String percent(Curve.Point point) {
        return point.deviation() == 0
                ? String.format(Locale.ROOT, "%.1f %%", 100 * point.mean())
                : String.format(Locale.ROOT, "%.1f ± %.1f %%", 100 * point.mean(), 100 * point.deviation());
    }

    private static String number(Curve.Point point, String format) {
        return String.format(Locale.ROOT, format, point.mean());
    }

    private void say(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
