package dev.konomi.walls;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfigKeysTest {
    private static final Path PINNED = Path.of("src", "test", "resources", "config-keys.txt");
    private static final Path FOUND = Path.of("target", "config-keys.txt");
    private static final Path DOCUMENT = Path.of("docs", "configuration.md");

    @Test
    void every_key_type_and_default_is_pinned() throws IOException {
        String found = mappings().stream()
                .flatMap(type -> MappedKeys.of(type).stream())
                .map(MappedKeys.Key::toString)
                .sorted()
                .collect(Collectors.joining("\n", "", "\n"));
        Files.createDirectories(FOUND.getParent());
        Files.writeString(FOUND, found);

        assertThat(found)
                .as("keys of users' files: where the change is meant, copy %s over %s", FOUND, PINNED)
                .isEqualTo(Files.readString(PINNED));
    }

    @Test
    void the_document_names_every_key() throws IOException {
        String document = Files.readString(DOCUMENT);

        assertThat(mappings().stream()
                        .flatMap(type -> MappedKeys.of(type).stream())
                        .map(MappedKeys.Key::name))
                .allSatisfy(key -> assertThat(document).contains("`" + key + "`"));
    }

    private static List<Class<?>> mappings() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("dev.konomi").stream()
                        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
    }
}
