package dev.konomi.bench;

import dev.konomi.bench.SectionResult.Table;
import dev.konomi.engine.scale.Findings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checkpoints of the published models' sizes: do they load, paint and train, how fast, and in how much memory? */
final class SizesSection implements Section {
    private static final String TEXT = """
            Folders with the exact configurations of Stable Diffusion 1.5 (fp32, one file a network) and 2.1 \
            (v-prediction, fp16, shards with an index) and seeded random weights. Each column's lines were measured in \
            processes of their own: a first start, which also makes what is kept for later ones, a second start, and \
            one step of the optimizer with two recorded samples for each of the two updates. Pictures are guided, so \
            a step is two rows. Peak memory is VmHWM: it counts the pages of mapped weight files, which the system \
            may take back; what stands in no file is "anonymous". The aim is at most 20 GiB for each.""";

    private static final int STEPS = 3;

    @Override
    public String name() {
        return "r-sizes";
    }

    @Override
    public SectionResult run(BenchSettings settings) {
        ScaleProcess scale = new ScaleProcess(settings.work());
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        columns.put("SD 1.5, 512×512", measure(settings, scale, scale.checkpoint("sd15", "f32", 0), 512));
        columns.put("SD 2.1, 768×768", measure(settings, scale, scale.checkpoint("sd21", "f16", 2000), 768));
        Machine machine = Machine.now(new TreeMap<>());
        return new SectionResult(
                name(), "Checkpoints of real sizes", TEXT, List.of(), List.of(table(columns)), machine);
    }

    private static Map<String, String> measure(
            BenchSettings settings, ScaleProcess scale, Path checkpoint, int sidePx) {
        Path cache = settings.work().resolve(checkpoint.getFileName() + "-cache");
        ScaleProcess.delete(cache);
        String threads = Integer.toString(settings.threads());
        String side = Integer.toString(sidePx);
        String model = checkpoint.toString();
        String kept = cache.toString();
        Map<String, String> lines = new LinkedHashMap<>();
        for (String start : List.of("first start", "second start")) {
            Findings found = scale.run("picture", model, kept, side, Integer.toString(STEPS), "1", threads);
            for (String what : List.of("digest s", "compile s", "load s", "loaded anonymous MiB")) {
                lines.put(start + ": " + what, found.get(what));
            }
            lines.put(start + ": one guided step and the decoded picture, s", found.get("one step s"));
            lines.put(start + ": " + (STEPS + 1) + " guided steps and the picture, s", found.get("all steps s"));
            lines.put(start + ": peak MiB", found.get("peak MiB"));
            settings.say("%s %s %s", checkpoint.getFileName(), start, found);
        }
        for (String update : List.of("FORWARD", "DDPO")) {
            Findings found = scale.run("train", model, kept, side, update, threads);
            String what = "training step, " + update;
            lines.put(what + ": whole training with opening its graphs, s", found.get("training s"));
            lines.put(what + ": optimizer steps", found.get("optimizer steps"));
            lines.put(what + ": anonymous MiB at the end", found.get("anonymous MiB"));
            lines.put(what + ": peak MiB", found.get("peak MiB"));
            settings.say("%s %s %s", checkpoint.getFileName(), update, found);
        }
        return lines;
    }

    private static Table table(Map<String, Map<String, String>> columns) {
        List<String> heads = new ArrayList<>(List.of("what"));
        heads.addAll(columns.keySet());
        List<List<String>> rows = new ArrayList<>();
        for (String what : columns.values().iterator().next().keySet()) {
            List<String> row = new ArrayList<>(List.of(what));
            columns.values().forEach(column -> row.add(column.getOrDefault(what, "–")));
            rows.add(row);
        }
        return new Table("Time and memory", heads, rows);
    }
}
