package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.Tensor;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One reading of one LoRA file: names to sites, then shapes, ranks and numbers. */
final class LoraReader {
    private final SafetensorsFile file;
    private final Map<String, LoraSiteShape> sitesByPath = new HashMap<>();
    private final Map<String, LoraSiteShape> sitesByUnderscores = new HashMap<>();
    private final SortedMap<String, EnumMap<LoraForm.Part, String>> found = new TreeMap<>();

    LoraReader(SafetensorsFile file, Collection<LoraSiteShape> known) {
        this.file = file;
        for (LoraSiteShape site : known) {
            sitesByPath.put(site.path(), site);
            sitesByUnderscores.put(LoraForm.underscored(site.path()), site);
        }
    }

    LoraWeights read() {
        file.entries().keySet().forEach(this::assign);
        if (found.isEmpty()) {
            throw new CheckpointException(file.source(), null, "holds no LoRA tensor");
        }
        SortedMap<String, LoraPair> pairs = new TreeMap<>();
        found.forEach((site, tensors) -> pairs.put(site, readPair(site, tensors)));
        int rank = commonRank(pairs);
        return new LoraWeights(rank, commonAlpha(rank), pairs);
    }

    private void assign(String tensor) {
        LoraForm.Name name = LoraForm.parse(tensor)
                .orElseThrow(() -> new CheckpointException(file.source(), tensor, LoraForm.whyNot(tensor)));
        LoraSiteShape site = (name.kohya() ? sitesByUnderscores : sitesByPath).get(name.site());
        if (site == null) {
            String reason = tensor.startsWith("text_encoder") || tensor.startsWith("lora_te")
                    ? LoraForm.whyNot(tensor)
                    : "unknown site '" + name.site() + "': the base model has no such attention projection";
            throw new CheckpointException(file.source(), tensor, reason);
        }
        String before = found.computeIfAbsent(site.path(), path -> new EnumMap<>(LoraForm.Part.class))
                .put(name.part(), tensor);
        if (before != null) {
            throw new CheckpointException(file.source(), tensor, "means the same as " + before);
        }
    }

    private LoraPair readPair(String site, Map<LoraForm.Part, String> tensors) {
        String a = tensors.get(LoraForm.Part.A);
        String b = tensors.get(LoraForm.Part.B);
        if (a == null || b == null) {
            throw new CheckpointException(
                    file.source(), a != null ? a : b, "site " + site + " has only one of its two matrices");
        }
        LoraSiteShape shape = sitesByPath.get(site);
        if (shape == null) {
            throw new IllegalStateException("found only holds known sites");
        }
        return new LoraPair(readMatrix(a, -1, shape.in()), readMatrix(b, shape.out(), -1));
    }

    /** One factor; -1 stands for the rank. */
    private Tensor readMatrix(String tensor, int rows, int columns) {
        TensorEntry entry = file.entry(tensor);
        int[] shape = entry.shape();
        boolean fits = SafetensorsFile.isReal(entry.dtype())
                && shape.length == 2
                && (rows < 0 || shape[0] == rows)
                && (columns < 0 || shape[1] == columns);
        if (!fits) {
            String expected = rows < 0 ? "[rank, " + columns + "]" : "[" + rows + ", rank]";
            throw new CheckpointException(
                    file.source(),
                    tensor,
                    "expected real numbers of shape " + expected + ", found "
                            + entry.dtype().name() + Arrays.toString(shape));
        }
        int rank = rows < 0 ? shape[0] : shape[1];
        if (rank < 1 || rank > LoraWeights.MAX_RANK) {
            throw new CheckpointException(
                    file.source(), tensor, "rank " + rank + " is not from 1 to " + LoraWeights.MAX_RANK);
        }
        Tensor values = file.read(tensor);
        checkFinite(tensor, values);
        return values;
    }

    private void checkFinite(String tensor, Tensor values) {
        float[] numbers = values.f32();
        for (int i = 0; i < numbers.length; i++) {
            if (!Float.isFinite(numbers[i])) {
                throw new CheckpointException(file.source(), tensor, "holds " + numbers[i] + " at element " + i);
            }
        }
    }

    private int commonRank(SortedMap<String, LoraPair> pairs) {
        String first = pairs.firstKey();
        int rank = pairs.values().iterator().next().a().dim(0);
        pairs.forEach((site, pair) -> {
            if (pair.b().dim(1) != pair.a().dim(0)) {
                throw new CheckpointException(
                        file.source(),
                        site,
                        "one matrix has rank " + pair.a().dim(0) + ", the other "
                                + pair.b().dim(1));
            }
            if (pair.a().dim(0) != rank) {
                throw new CheckpointException(
                        file.source(),
                        site,
                        "mixed ranks are not supported: " + pair.a().dim(0) + " here, " + rank + " at " + first);
            }
        });
        return rank;
    }

    private float commonAlpha(int rank) {
        String firstTensor = null;
        float loraAlpha = Float.NaN;
        for (Map.Entry<String, EnumMap<LoraForm.Part, String>> site : found.entrySet()) {
            String tensor = site.getValue().get(LoraForm.Part.LORA_ALPHA);
            if (tensor == null) {
                continue;
            }
            float value = readScalar(tensor);
            if (firstTensor != null && value != loraAlpha) {
                throw new CheckpointException(
                        file.source(),
                        tensor,
                        "mixed alphas are not supported: " + value + " here, " + loraAlpha + " at " + firstTensor);
            }
            firstTensor = tensor;
            loraAlpha = value;
        }
        if (firstTensor != null) {
            checkEverySiteHasAlpha(firstTensor);
            return loraAlpha;
        }
        OptionalDouble told = LoraMetadata.loraAlpha(file, rank);
        return checkAlpha(null, told.isPresent() ? (float) told.getAsDouble() : rank);
    }

    private void checkEverySiteHasAlpha(String firstTensor) {
        found.forEach((site, tensors) -> {
            if (!tensors.containsKey(LoraForm.Part.LORA_ALPHA)) {
                throw new CheckpointException(
                        file.source(), site, "has no alpha, though other sites have (" + firstTensor + ")");
            }
        });
    }

    private float readScalar(String tensor) {
        TensorEntry entry = file.entry(tensor);
        if (entry.elementCount() != 1) {
            throw new CheckpointException(
                    file.source(), tensor, "expected one number, found shape " + Arrays.toString(entry.shape()));
        }
        Tensor value = file.read(tensor);
        return checkAlpha(tensor, SafetensorsFile.isReal(entry.dtype()) ? value.f32()[0] : value.i64()[0]);
    }

    private float checkAlpha(@Nullable String tensor, float value) {
        if (!Float.isFinite(value) || value <= 0) {
            throw new CheckpointException(file.source(), tensor, "alpha should be a positive number, found " + value);
        }
        return value;
    }
}
