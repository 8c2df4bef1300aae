package dev.konomi.usage;

import dev.konomi.tenant.Roles;
import dev.konomi.web.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the caller's tenant used. */
@Path("/v1/usage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "usage", description = "Images, labels, evaluator minutes and device seconds per day")
@RolesAllowed(Roles.TENANT_ADMIN)
public class UsageResource {
    private static final int DEFAULT_DAYS = 30;
    private static final int MAX_DAYS = 366;

    private final Usage usage;

    UsageResource(Usage usage) {
        this.usage = usage;
    }

    @GET
    @Operation(
            summary = "Read what the tenant used, per day and in total",
            description = "Days are UTC. Without since and until: the last 30 days; at most 366 at once.")
    public UsageReport get(
            @QueryParam("since") @Parameter(description = "First day", example = "2026-11-01") @Nullable String since,
            @QueryParam("until") @Parameter(description = "Last day, inclusive", example = "2026-11-30") @Nullable String until) {
        LocalDate last = until == null ? usage.today() : day("until", until);
        LocalDate first = since == null ? last.minusDays(DEFAULT_DAYS - 1L) : day("since", since);
        long days = ChronoUnit.DAYS.between(first, last) + 1;
        if (days < 1 || days > MAX_DAYS) {
            throw ProblemException.invalid("since", "to until spans " + days + " days", "1 to " + MAX_DAYS + " days");
        }
        return UsageReport.of(first, last, usage.perDay(first, last));
    }

    private static LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw ProblemException.invalid(name, "is not a day", "ISO 8601, 2026-01-31");
        }
    }
}
