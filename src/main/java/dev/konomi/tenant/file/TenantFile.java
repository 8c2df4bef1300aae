package dev.konomi.tenant.file;

import dev.konomi.tenant.AdapterDeclared;
import dev.konomi.tenant.RecipeDeclaration;
import dev.konomi.tenant.SafetyPolicy;
import dev.konomi.tenant.TenantDeclaration;
import dev.konomi.tenant.TenantLimits;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A file of tenants/: one tenant and its adapters.
 *
 * @param name of the file, for messages
 * @param line where the tenant begins
 * @param tenantDigest of what the file says of the tenant alone
 */
record TenantFile(
        String name,
        int line,
        TenantDeclaration tenant,
        boolean enabled,
        String tenantDigest,
        List<DeclaredAdapter> adapters) {
    /** An adapter, the line where it begins, and the digest of what the file says of it. */
    record DeclaredAdapter(int line, AdapterDeclared adapter, String digest) {}

    /**
     * Reads a file.
     *
     * @throws TenantFilesRefusedException naming every place that does not fit
     */
    static TenantFile parse(String name, String text) {
        Node root = compose(name, text);
        ShapeReader reader = new ShapeReader(name);
        Map<String, Object> file = reader.read(root, TenantShape.FILE);
        List<FileProblem> problems = new ArrayList<>(reader.problems());
        List<Integer> lines = adapterLines(root);
        if (problems.isEmpty()) {
            problems.addAll(doubles(name, file, lines));
        }
        if (!problems.isEmpty()) {
            throw new TenantFilesRefusedException(problems);
        }
        return of(name, root.getStartMark().getLine() + 1, file, lines);
    }

    private static Node compose(String name, String text) {
        try {
            @Nullable Node root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
            if (root == null) {
                throw new TenantFilesRefusedException(List.of(new FileProblem(name, 1, "", "is empty")));
            }
            return root;
        } catch (MarkedYAMLException e) {
            Mark mark = e.getProblemMark();
            int line = mark == null ? 1 : mark.getLine() + 1;
            throw new TenantFilesRefusedException(
                    new FileProblem(name, line, "", "is no YAML here: " + e.getProblem()), e);
        } catch (YAMLException e) {
            throw new TenantFilesRefusedException(new FileProblem(name, 1, "", "is no YAML: " + e.getMessage()), e);
        }
    }

    private static TenantFile of(String name, int line, Map<String, Object> file, List<Integer> lines) {
        String slug = text(file, "slug");
        List<Map<String, Object>> adapters = maps(file, "adapters");
        List<DeclaredAdapter> declared = new ArrayList<>();
        for (int i = 0; i < adapters.size(); i++) {
            Map<String, Object> adapter = adapters.get(i);
            declared.add(new DeclaredAdapter(lines.get(i), adapter(slug, adapter), ContentDigest.of(adapter)));
        }
        return new TenantFile(
                name,
                line,
                new TenantDeclaration(slug, text(file, "display_name"), limits(file), safety(file)),
                (Boolean) file.getOrDefault("enabled", true),
                ContentDigest.without(file, "adapters"),
                List.copyOf(declared));
    }

    private static TenantLimits limits(Map<String, Object> file) {
        Map<String, Object> limits = map(file, "limits");
        TenantLimits usual = TenantLimits.DEFAULT;
        return new TenantLimits(
                (int) number(limits, "images_per_minute", usual.imagesPerMinute()),
                (int) number(limits, "max_queued_images", usual.maxQueuedImages()),
                (int) number(limits, "max_adapters", usual.maxAdapters()),
                number(limits, "storage_bytes", usual.storageBytes()));
    }

    private static SafetyPolicy safety(Map<String, Object> file) {
        Map<String, Object> safety = map(file, "safety");
        return new SafetyPolicy(texts(safety, "denied_terms"), texts(safety, "audit_prompts"), (Boolean)
                safety.getOrDefault("four_eyes", false));
    }

    private static AdapterDeclared adapter(String slug, Map<String, Object> adapter) {
        Map<String, Object> recipe = map(adapter, "recipe");
        return new AdapterDeclared(
                slug,
                text(adapter, "name"),
                text(adapter, "title"),
                texts(adapter, "prompts"),
                (String) adapter.getOrDefault("guidelines", ""),
                new RecipeDeclaration(
                        Optional.ofNullable((String) recipe.get("preset")), Map.copyOf(map(recipe, "overrides"))));
    }

    private static List<FileProblem> doubles(String file, Map<String, Object> content, List<Integer> lines) {
        List<FileProblem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<Map<String, Object>> adapters = maps(content, "adapters");
        for (int i = 0; i < adapters.size(); i++) {
            String name = text(adapters.get(i), "name");
            if (!seen.add(name)) {
                problems.add(new FileProblem(
                        file,
                        lines.get(i),
                        "adapters[" + i + "].name",
                        "an adapter " + name + " stands above already"));
            }
        }
        return problems;
    }

    private static List<Integer> adapterLines(Node root) {
        if (root instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                if (entry.getKeyNode() instanceof ScalarNode key
                        && key.getValue().equals("adapters")
                        && entry.getValueNode() instanceof SequenceNode adapters) {
                    return adapters.getValue().stream()
                            .map(node -> node.getStartMark().getLine() + 1)
                            .toList();
                }
            }
        }
        return List.of();
    }

    private static String text(Map<String, Object> map, String name) {
        return (String) Objects.requireNonNull(map.get(name));
    }

    private static long number(Map<String, Object> map, String name, long otherwise) {
        return map.get(name) instanceof Long number ? number : otherwise;
    }

    @SuppressWarnings("unchecked") // the shape says so
    private static Map<String, Object> map(Map<String, Object> map, String name) {
        return (Map<String, Object>) map.getOrDefault(name, Map.of());
    }

    @SuppressWarnings("unchecked") // the shape says so
    private static List<Map<String, Object>> maps(Map<String, Object> map, String name) {
        return (List<Map<String, Object>>) map.getOrDefault(name, List.of());
    }

    @SuppressWarnings("unchecked") // the shape says so
    private static List<String> texts(Map<String, Object> map, String name) {
        return List.copyOf((List<String>) map.getOrDefault(name, List.of()));
    }
}
