package dev.konomi.tenant.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SchemaFileTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path FILE = Path.of("tenants", "schema.json");
    private static final Path WANTED = Path.of("target", "tenants-schema.json");

    @Test
    void the_schema_says_exactly_what_the_reader_reads() throws IOException {
        JsonNode schema = ShapeSchema.of(TenantShape.FILE, "A tenant of Konomi and its adapters");
        String wanted = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(schema) + "\n";
        Files.createDirectories(WANTED.getParent());
        Files.writeString(WANTED, wanted);

        assertThat(JSON.readTree(Files.readString(FILE)))
                .as("%s; where the reader is right, copy %s over it", FILE, WANTED)
                .isEqualTo(JSON.readTree(wanted));
    }
}
