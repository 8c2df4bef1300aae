package dev.konomi.learning;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The file of results: one line for each round, appended as it ends. A line that a kill cut short is dropped. */
final class Results {
    private final Path file;

    Results(Path file) {
        this.file = file;
    }

    List<Row> rows() {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Files.writeString(file, Row.HEADER + "\n");
            }
            String text = Files.readString(file);
            int end = text.lastIndexOf('\n') + 1;
            if (end < text.length()) {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    channel.truncate(text.substring(0, end).getBytes(UTF_8).length);
                }
            }
            return text.substring(0, end).lines().skip(1).map(Row::parse).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rounds of a run that are there: −1 where not even the base model was measured. */
    int rounds(Run run) {
        return rows().stream()
                .filter(row -> row.run().equals(run.name()))
                .mapToInt(Row::round)
                .max()
                .orElse(-1);
    }

    /** Appends a line unless it is there already. */
    void add(Row row) {
        boolean known = rows().stream().anyMatch(each -> each.run().equals(row.run()) && each.round() == row.round());
        if (known) {
            return;
        }
        try {
            Files.writeString(file, row.line() + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
