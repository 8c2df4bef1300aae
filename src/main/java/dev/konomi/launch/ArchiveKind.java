package dev.konomi.launch;

import java.nio.file.Path;

/** The forms in which a JVM keeps an application that it has laid out in memory, and the options that name them. */
enum ArchiveKind {
    /** Classes. What one start has recorded is the archive. */
    CLASSES(".jsa") {
        @Override
        String[] recording(Path file) {
            return new String[] {"-XX:ArchiveClassesAtExit=".concat(file.toString())};
        }

        @Override
        String using(Path archive) {
            return "-XX:SharedArchiveFile=".concat(archive.toString());
        }
    },

    /** Linked classes, objects and profiles of methods; {@link Assembly} makes it of what one start has recorded. */
    AHEAD_OF_TIME(".aot") {
        @Override
        String[] recording(Path file) {
            return new String[] {"-XX:AOTMode=record", "-XX:AOTConfiguration=".concat(file.toString())};
        }

        @Override
        String using(Path archive) {
            return "-XX:AOTCache=".concat(archive.toString());
        }
    };

    private static final int PROFILES_SINCE = 25;

    private final String suffix;

    ArchiveKind(String suffix) {
        this.suffix = suffix;
    }

    /** The best that this JVM can make: from 25 on the archive holds profiles, and takes one option to name. */
    static ArchiveKind ofThisJvm() {
        return Runtime.version().feature() < PROFILES_SINCE ? CLASSES : AHEAD_OF_TIME;
    }

    String suffix() {
        return suffix;
    }

    /** What makes a start record; {@code file} is written when the JVM ends. */
    abstract String[] recording(Path file);

    /** What makes a start take an archive. */
    abstract String using(Path archive);
}
