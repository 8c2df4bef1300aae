package dev.konomi.web;

import io.quarkus.security.Authenticated;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A resource that fails in every way that a resource can; lives in tests alone. */
@Path("/v1/test-only")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class TestOnlyResource {
    enum Colour {
        TEAL,
        CREAM
    }

    record Prompt(@NotBlank @Size(max = 10) String text) {}

    record Order(
            @NotNull @Min(1) @Max(10) Integer howMany,
            double guidanceScale,
            Colour colour,
            List<@Valid Prompt> trainingPrompts) {}

    @POST
    @Operation(hidden = true)
    @Path("/orders")
    public Order order(@Valid @NotNull Order order) {
        return order;
    }

    @GET
    @Operation(hidden = true)
    @Path("/numbers/{n}")
    public int number(@PathParam("n") int n, @QueryParam("limit") @DefaultValue("5") @Min(1) @Max(9) int limit) {
        return n + limit;
    }

    @GET
    @Operation(hidden = true)
    @Path("/crash")
    public String crash() {
        throw new IllegalStateException("secret of the inside");
    }

    @GET
    @Operation(hidden = true)
    @Path("/database-away")
    public String databaseAway() {
        throw new IllegalStateException("wrapped", new SQLException("terminating connection", "57P01"));
    }

    @GET
    @Operation(hidden = true)
    @Path("/busy")
    public String busy() {
        throw new RateLimit("images", 60, 0, Duration.ofMinutes(1), Duration.ofMillis(2500)).exceeded("60 a minute.");
    }

    @GET
    @Operation(hidden = true)
    @Path("/signed-in")
    @Authenticated
    public String signedIn() {
        return "\"in\"";
    }

    @GET
    @Operation(hidden = true)
    @Path("/nobody-is-this")
    @RolesAllowed("nobody-is-this")
    public String nobodyIsThis() {
        return "\"in\"";
    }

    record Made(int number, String what) {}

    record Wish(String what) {}

    static final AtomicInteger MADE = new AtomicInteger();
    static volatile CountDownLatch gate = new CountDownLatch(0);

    @Inject
    IdempotentRequest idempotent;

    @POST
    @Path("/things")
    @Authenticated
    @Operation(hidden = true)
    @Transactional
    public Response make(Wish wish) throws InterruptedException {
        gate.await();
        if (wish.what().equals("nothing")) {
            throw new ProblemException(ProblemKind.CONFLICT, "not now");
        }
        idempotent.tookEffect("thing " + wish.what());
        int number = MADE.incrementAndGet();
        return Response.created(URI.create("/v1/test-only/things/" + number))
                .header("ETag", "\"1\"")
                .entity(new Made(number, wish.what()))
                .build();
    }
}
