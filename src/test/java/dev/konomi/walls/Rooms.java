package dev.konomi.walls;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The table of rooms: which package may import which. The same table stands in docs/architecture.md. */
final class Rooms {
    private static final Map<String, Set<String>> TABLE = table();

    private Rooms() {}

    private static Map<String, Set<String>> table() {
        Map<String, Set<String>> rooms = new LinkedHashMap<>();
        rooms.put("engine.tensor", Set.of());
        rooms.put("engine.graph", Set.of("engine.tensor"));
        rooms.put("engine.autodiff", Set.of("engine.tensor", "engine.graph"));
        rooms.put("engine.onnx", Set.of("engine.tensor", "engine.graph"));
        rooms.put("engine.checkpoint", Set.of("engine.tensor"));
        rooms.put("engine.model", Set.of("engine.tensor", "engine.graph", "engine.onnx", "engine.checkpoint"));
        rooms.put("engine.runtime", Set.of("engine.tensor"));
        rooms.put("engine.diffusion", Set.of("engine.tensor", "engine.checkpoint", "engine.model", "engine.runtime"));
        Set<String> engine = new TreeSet<>(rooms.keySet());
        rooms.put("engine.hero", Set.copyOf(engine));
        engine.add("engine.hero");
        rooms.put("web", Set.of());
        rooms.put("artefact", Set.of());
        rooms.put("tenant", Set.of("web"));
        rooms.put("audit", Set.of("web", "tenant"));
        rooms.put("usage", Set.of("web", "tenant"));
        // The weights in a LoRA file are tensors.
        Set<String> adapter =
                Set.of("web", "artefact", "tenant", "audit", "engine.tensor", "engine.checkpoint", "engine.hero");
        rooms.put("adapter", adapter);
        Set<String> image = plus(plus(adapter, engine), Set.of("adapter", "usage"));
        rooms.put("image", image);
        rooms.put("report", Set.of("engine.tensor", "engine.hero"));
        rooms.put("round", plus(image, Set.of("image", "report")));
        rooms.put("console", Set.of());
        rooms.put("launch", Set.of());
        rooms.put("bootstrap", Set.of("tenant", "launch", "engine.checkpoint", "engine.runtime"));
        return rooms;
    }

    private static Set<String> plus(Set<String> some, Set<String> more) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(more);
        return Set.copyOf(all);
    }

    /** The room of a package below the root, {@code tenant} for {@code tenant.file}. */
    static Optional<String> of(String packageBelowRoot) {
        return TABLE.keySet().stream()
                .filter(room -> packageBelowRoot.equals(room) || packageBelowRoot.startsWith(room + "."))
                .max(Comparator.comparingInt(String::length));
    }

    static boolean mayImport(String room, String other) {
        return room.equals(other) || TABLE.getOrDefault(room, Set.of()).contains(other);
    }
}
