package dev.konomi.adapter;

import dev.konomi.engine.hero.HoldReason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A version that is about to be published.
 *
 * @param adapterId of an adapter of the active tenant
 * @param source the round's id, or the name of the file that was imported
 * @param parent number of the version that it started from
 * @param report JSON, as the report endpoint shows it
 * @param held what its audit has against it; empty makes it a candidate
 */
public record NewVersion(
        String adapterId,
        VersionOrigin origin,
        String source,
        int parent,
        VersionFiles files,
        @Nullable String report,
        List<HoldReason> held,
        String createdBy) {

    public NewVersion {
        held = List.copyOf(held);
    }

    /** What a round trained. Publishing it again, from any process, returns the version that is there. */
    public static NewVersion ofRound(
            String adapterId, String roundId, int parent, VersionFiles files, String report, String createdBy) {
        return new NewVersion(adapterId, VersionOrigin.ROUND, roundId, parent, files, report, List.of(), createdBy);
    }

    static NewVersion imported(String adapterId, String fileName, VersionFiles files, String createdBy) {
        return new NewVersion(adapterId, VersionOrigin.IMPORT, fileName, 0, files, null, List.of(), createdBy);
    }

    /** The same, held for these reasons; for none it stays a candidate. */
    public NewVersion heldFor(List<HoldReason> reasons) {
        return new NewVersion(adapterId, origin, source, parent, files, report, reasons, createdBy);
    }

    Optional<String> roundId() {
        return origin == VersionOrigin.ROUND ? Optional.of(source) : Optional.empty();
    }
}
