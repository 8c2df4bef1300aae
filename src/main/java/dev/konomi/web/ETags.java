package dev.konomi.web;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Strong entity tags from version numbers, so that nobody overwrites a change that they have not seen. */
public final class ETags {
    private ETags() {}

    public static String of(long version) {
        return '"' + Long.toString(version) + '"';
    }

    /** 428 without If-Match, 412 when none of its tags is the current one; {@code *} matches anything. */
    public static void requireMatch(@Nullable String ifMatch, long currentVersion) {
        if (ifMatch == null || ifMatch.isBlank()) {
            throw new ProblemException(
                    ProblemKind.PRECONDITION_REQUIRED,
                    "Send If-Match with the ETag of the resource that you read; at present it is " + of(currentVersion)
                            + ".");
        }
        boolean matches = Arrays.stream(ifMatch.split(",", -1))
                .map(String::strip)
                .anyMatch(tag -> tag.equals("*") || tag.equals(of(currentVersion)));
        if (!matches) {
            throw new ProblemException(
                            ProblemKind.PRECONDITION_FAILED,
                            "If-Match names " + ifMatch + ", but the resource is at " + of(currentVersion)
                                    + ". Read it again before you change it.")
                    .withHeader("ETag", of(currentVersion));
        }
    }

    /** Whether If-None-Match says that the caller already has this version, so that 304 is enough. */
    public static boolean noneMatchHas(@Nullable String ifNoneMatch, long currentVersion) {
        if (ifNoneMatch == null) {
            return false;
        }
        return Arrays.stream(ifNoneMatch.split(",", -1))
                .map(String::strip)
                .anyMatch(tag ->
                        tag.equals("*") || tag.equals(of(currentVersion)) || tag.equals("W/" + of(currentVersion)));
    }
}
