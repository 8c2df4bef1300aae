package dev.konomi.engine.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.konomi.engine.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The weights of one network, in one safetensors file or in shards with an index. */
public final class WeightFiles {
    private final Path folder;
    private final SortedMap<String, SafetensorsFile> fileOfTensor;
    private final List<Path> paths;

    private WeightFiles(Path folder, SortedMap<String, SafetensorsFile> fileOfTensor, List<Path> paths) {
        this.folder = folder;
        this.fileOfTensor = Collections.unmodifiableSortedMap(fileOfTensor);
        this.paths = List.copyOf(paths);
    }

    /**
     * Finds the weights of one part.
     *
     * @param stem file name without ending, such as "diffusion_pytorch_model"
     */
    static WeightFiles open(Path folder, String stem) {
        for (String variant : List.of(stem, stem + ".fp16")) {
            Path single = folder.resolve(variant + ".safetensors");
            if (Files.isRegularFile(single)) {
                return single(folder, single);
            }
        }
        for (String index : List.of(stem + ".safetensors.index.json", stem + ".safetensors.index.fp16.json")) {
            if (Files.isRegularFile(folder.resolve(index))) {
                return sharded(folder, folder.resolve(index));
            }
        }
        boolean pickled =
                Files.isRegularFile(folder.resolve(stem.equals("model") ? "pytorch_model.bin" : stem + ".bin"));
        throw new CheckpointException(
                folder.resolve(stem + ".safetensors").toString(),
                null,
                pickled
                        ? "the file is missing; the pickled .bin beside it must be converted to safetensors first"
                        : "the file is missing");
    }

    private static WeightFiles single(Path folder, Path path) {
        SafetensorsFile file = SafetensorsFile.open(path);
        SortedMap<String, SafetensorsFile> tensors = new TreeMap<>();
        file.entries().keySet().forEach(name -> tensors.put(name, file));
        return new WeightFiles(folder, tensors, List.of(path));
    }

    private static WeightFiles sharded(Path folder, Path index) {
        JsonNode map = ConfigFile.read(index).node("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new CheckpointException(index.toString(), "weight_map", "expected tensor names with their files");
        }
        SortedMap<String, SafetensorsFile> shards = new TreeMap<>();
        SortedMap<String, SafetensorsFile> tensors = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String shardName = entry.getValue().asText();
            if (!shardName.endsWith(".safetensors")
                    || !Path.of(shardName).equals(Path.of(shardName).getFileName())) {
                throw new CheckpointException(
                        index.toString(),
                        entry.getKey(),
                        "'" + shardName + "' is not a safetensors file of this folder");
            }
            SafetensorsFile shard =
                    shards.computeIfAbsent(shardName, name -> SafetensorsFile.open(folder.resolve(name)));
            shard.entry(entry.getKey());
            tensors.put(entry.getKey(), shard);
        }
        return new WeightFiles(
                folder, tensors, shards.keySet().stream().map(folder::resolve).toList());
    }

    public Collection<String> names() {
        return fileOfTensor.keySet();
    }

    public boolean contains(String name) {
        return fileOfTensor.containsKey(name);
    }

    /** The file that a tensor lies in. */
    public SafetensorsFile file(String name) {
        SafetensorsFile file = fileOfTensor.get(name);
        if (file == null) {
            String where = paths.size() == 1 ? paths.get(0).toString() : folder + " (" + paths.size() + " shards)";
            throw new CheckpointException(where, name, "the tensor is missing");
        }
        return file;
    }

    public TensorEntry entry(String name) {
        return file(name).entry(name);
    }

    /** A tensor that must be there, hold real numbers and have this shape. */
    public TensorEntry entry(String name, int... shape) {
        SafetensorsFile file = file(name);
        TensorEntry entry = file.entry(name);
        if (!SafetensorsFile.isReal(entry.dtype())) {
            throw new CheckpointException(
                    file.source(),
                    name,
                    "expected real numbers, found " + entry.dtype().name());
        }
        if (!Arrays.equals(entry.shape(), shape)) {
            throw new CheckpointException(
                    file.source(),
                    name,
                    "expected shape " + Arrays.toString(shape) + ", found " + Arrays.toString(entry.shape()));
        }
        return entry;
    }

    public Tensor read(String name) {
        return file(name).read(name);
    }

    /** Bytes of all tensors together. */
    public long byteSize() {
        return names().stream().mapToLong(name -> entry(name).byteLength()).sum();
    }

    /** Every file, in the order of their names. */
    public List<Path> paths() {
        return paths;
    }
}
