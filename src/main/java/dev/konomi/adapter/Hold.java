package dev.konomi.adapter;

import dev.konomi.engine.hero.HoldReason;
import dev.konomi.web.FieldError;
import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import java.util.List;
import java.util.stream.Collectors;

/** What it means for a version to be held: it serves nobody unless somebody overrides the hold, or once did. */
final class Hold {

    private Hold() {}

    static boolean applies(VersionRow version) {
        return !version.held.isEmpty() && !version.wasLive;
    }

    static ProblemException refusal(VersionRow version) {
        ProblemException refusal = new ProblemException(
                ProblemKind.CONFLICT,
                "Version " + version.number + " is held: " + sentences(version.held)
                        + ". Open another round, which goes on from the newest version that is not held; or let this one"
                        + " serve all the same with {\"override\": {\"reason\": \"…\"}}.");
        for (HoldReason reason : version.held) {
            refusal = refusal.withError(new FieldError("version", reason.sentence()));
        }
        return refusal;
    }

    static String sentences(List<HoldReason> reasons) {
        return reasons.stream().map(HoldReason::sentence).collect(Collectors.joining("; "));
    }

    static List<String> measures(List<HoldReason> reasons) {
        return reasons.stream().map(HoldReason::measure).toList();
    }
}
