package dev.konomi.engine.scale;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.engine.scale.StateDict.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes a Diffusers folder of seeded random numbers. Files are written front to back with one small buffer, so that
 * a checkpoint of any size needs no memory.
 */
final class CheckpointWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Form form;
    private final long seed;

    /** How numbers are stored. */
    enum Precision {
        F32,
        F16
    }

    /**
     * What the files look like.
     *
     * @param variant "" or what stands between a file's stem and its ending, such as "fp16"
     * @param shardBytes a network larger than this is cut into shards with an index; 0 for one file
     * @param roundedToHalf whether numbers are ones that half precision holds, whatever they are stored in
     */
    record Form(Precision precision, String variant, long shardBytes, boolean roundedToHalf) {
        static Form oneFile(Precision precision) {
            return new Form(precision, "", 0, false);
        }

        Form sharded(long bytes) {
            return new Form(precision, variant, bytes, roundedToHalf);
        }

        Form named(String variantName) {
            return new Form(precision, variantName, shardBytes, roundedToHalf);
        }

        Form rounded() {
            return new Form(precision, variant, shardBytes, true);
        }
    }

    CheckpointWriter(Form form, long seed) {
        this.form = form;
        this.seed = seed;
    }

    void write(PublicModel model, Path folder) throws IOException {
        for (Map.Entry<String, ObjectNode> config : model.configs().entrySet()) {
            Path file = folder.resolve(config.getKey());
            Files.createDirectories(file.getParent());
            JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), config.getValue());
        }
        Vocabulary.of(model.config(PublicModel.TEXT).get("vocab_size").intValue())
                .write(folder.resolve("tokenizer"));
        network(model.unet().tensors(), folder.resolve("unet"), "diffusion_pytorch_model");
        network(model.vae().tensors(), folder.resolve("vae"), "diffusion_pytorch_model");
        network(model.textEncoder().tensors(), folder.resolve("text_encoder"), "model");
    }

    private void network(List<Planned> tensors, Path folder, String stem) throws IOException {
        List<List<Planned>> shards = cut(tensors);
        String name = form.variant().isEmpty() ? stem : stem + "." + form.variant();
        if (shards.size() == 1) {
            file(folder.resolve(name + ".safetensors"), tensors);
            return;
        }
        Map<String, String> places = new LinkedHashMap<>();
        long bytes = 0;
        for (int i = 0; i < shards.size(); i++) {
            String shard = "%s-%05d-of-%05d.safetensors".formatted(name, i + 1, shards.size());
            for (Planned tensor : shards.get(i)) {
                places.put(tensor.name(), shard);
                bytes += RandomSafetensors.bytes(tensor, form.precision());
            }
            file(folder.resolve(shard), shards.get(i));
        }
        String index = stem + ".safetensors.index" + (form.variant().isEmpty() ? "" : "." + form.variant()) + ".json";
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("metadata", Map.of("total_size", bytes));
        content.put("weight_map", places);
        JSON.writerWithDefaultPrettyPrinter().writeValue(folder.resolve(index).toFile(), content);
    }

    private List<List<Planned>> cut(List<Planned> tensors) {
        List<List<Planned>> shards = new ArrayList<>(List.of(new ArrayList<>()));
        long bytes = 0;
        for (Planned tensor : tensors) {
            long more = RandomSafetensors.bytes(tensor, form.precision());
            if (form.shardBytes() > 0 && bytes > 0 && bytes + more > form.shardBytes()) {
                shards.add(new ArrayList<>());
                bytes = 0;
            }
            shards.get(shards.size() - 1).add(tensor);
            bytes += more;
        }
        return shards;
    }

    private void file(Path path, List<Planned> tensors) throws IOException {
        boolean rounds = form.roundedToHalf();
        RandomSafetensors.write(path, tensors, form.precision(), rounds, seed);
    }
}
