package dev.konomi.tenant.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Finds and reads the tenant files. */
final class FoundFiles {
    /** The files that the application carries. */
    static final List<String> DEMO = List.of("acme.yaml", "bolt.yaml");

    private FoundFiles() {}

    /**
     * The *.yaml and *.yml files of a folder, by name.
     *
     * @throws TenantFilesRefusedException when the folder is missing, a file does not fit, or two declare one tenant
     */
    static List<TenantFile> in(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            List<TenantFile> files = new ArrayList<>();
            for (Path entry : entries.filter(FoundFiles::isYaml).sorted().toList()) {
                files.add(TenantFile.parse(entry.toString(), Files.readString(entry)));
            }
            return oneTenantEach(files);
        } catch (IOException e) {
            throw new TenantFilesRefusedException(
                    "konomi.tenants.folder: expected a folder of readable YAML files at " + folder.toAbsolutePath()
                            + ", found " + e,
                    e);
        }
    }

    /** The demo tenants. */
    static List<TenantFile> demo() {
        List<TenantFile> files = new ArrayList<>();
        for (String name : DEMO) {
            files.add(TenantFile.parse("tenants/" + name, resource("/tenants/" + name)));
        }
        return oneTenantEach(files);
    }

    private static boolean isYaml(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml");
    }

    private static String resource(String path) {
        try (InputStream bytes = FoundFiles.class.getResourceAsStream(path)) {
            if (bytes == null) {
                throw new IllegalStateException("expected the resource " + path + " in the application, found none");
            }
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the resource " + path + " cannot be read", e);
        }
    }

    private static List<TenantFile> oneTenantEach(List<TenantFile> files) {
        Map<String, String> declaredBy = new HashMap<>();
        List<FileProblem> problems = new ArrayList<>();
        for (TenantFile file : files) {
            String other = declaredBy.putIfAbsent(file.tenant().slug(), file.name());
            if (other != null) {
                problems.add(new FileProblem(
                        file.name(),
                        file.line(),
                        "slug",
                        "the tenant " + file.tenant().slug() + " is declared by " + other + " already"));
            }
        }
        if (!problems.isEmpty()) {
            throw new TenantFilesRefusedException(problems);
        }
        return List.copyOf(files);
    }
}
