package dev.konomi.adapter;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** What a version is made of, for whoever finds its files without the database. The same version, the same bytes. */
final class Manifest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Manifest() {}

    static byte[] of(NewVersion version, String adapter, int number, String baseDigest, List<VersionFile> files) {
        ObjectNode manifest = JSON.createObjectNode()
                .put("adapter", adapter)
                .put("number", number)
                .put("origin", version.origin().name().toLowerCase(Locale.ROOT))
                .put("source", version.source())
                .put("parent", version.parent())
                .put("base_model_digest", baseDigest);
        ArrayNode listed = manifest.putArray("files");
        for (VersionFile file : files) {
            listed.addObject()
                    .put("name", file.part().fileName())
                    .put("key", file.key())
                    .put("sha256", file.sha256())
                    .put("size", file.size());
        }
        return manifest.toPrettyString().getBytes(StandardCharsets.UTF_8);
    }
}
