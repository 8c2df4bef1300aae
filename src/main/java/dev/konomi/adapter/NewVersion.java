package dev.konomi.adapter;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A version that is about to be published.
 *
 * @param adapterId of an adapter of the active tenant
 * @param source the round's id, or the name of the file that was imported
 * @param parent number of the version that it started from
 * @param report JSON, as the report endpoint shows it
 */
public record NewVersion(
        String adapterId,
        VersionOrigin origin,
        String source,
        int parent,
        VersionFiles files,
        @Nullable String report,
        String createdBy) {

    /** What a round trained. Publishing it again, from any process, returns the version that is there. */
    public static NewVersion ofRound(
            String adapterId, String roundId, int parent, VersionFiles files, String report, String createdBy) {
        return new NewVersion(adapterId, VersionOrigin.ROUND, roundId, parent, files, report, createdBy);
    }

    static NewVersion imported(String adapterId, String fileName, VersionFiles files, String createdBy) {
        return new NewVersion(adapterId, VersionOrigin.IMPORT, fileName, 0, files, null, createdBy);
    }

    Optional<String> roundId() {
        return origin == VersionOrigin.ROUND ? Optional.of(source) : Optional.empty();
    }
}
