package dev.konomi.round;

import dev.konomi.tenant.ActiveTenant;
import dev.konomi.tenant.Caller;
import dev.konomi.tenant.Roles;
import dev.konomi.web.Cursor;
import dev.konomi.web.ETags;
import dev.konomi.web.Page;
import dev.konomi.web.ProblemException;
import dev.konomi.web.Stopping;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Rounds of an adapter: show, ask, train, publish. */
@Path("/v1/adapters/{adapter}/rounds")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Rounds", description = "Show images, ask for verdicts, train on them, publish a version")
public class RoundResource {
    private final Rounds rounds;
    private final RoundStore store;
    private final RoundFiles files;
    private final FeedbackDesk feedback;
    private final Caller caller;
    private final ActiveTenant tenants;
    private final RoundConfig config;
    private final Stopping stopping;
    private final Clock clock;

    RoundResource(
            Rounds rounds,
            RoundStore store,
            RoundFiles files,
            FeedbackDesk feedback,
            Caller caller,
            ActiveTenant tenants,
            RoundConfig config,
            Stopping stopping,
            Clock clock) {
        this.rounds = rounds;
        this.store = store;
        this.files = files;
        this.feedback = feedback;
        this.caller = caller;
        this.tenants = tenants;
        this.config = config;
        this.stopping = stopping;
        this.clock = clock;
    }

    @POST
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Open a round: its images are painted in the background")
    @APIResponse(responseCode = "202", description = "Opened; Location names it")
    @APIResponse(responseCode = "409", description = "The adapter has an open round, or its target is reached")
    public Response open(
            @PathParam("adapter") String adapter,
            @Parameter(description = "Whether to go on where the last round's report says that the target is reached")
                    @QueryParam("even_if_reached")
                    @DefaultValue("false")
                    boolean evenIfReached) {
        RoundView round = rounds.open(adapter, caller.name(), evenIfReached);
        return Response.accepted(round)
                .location(URI.create(address(adapter, round.id())))
                .build();
    }

    @GET
    @RolesAllowed(Roles.EVALUATOR)
    @Operation(summary = "List rounds, newest first")
    public Page<RoundView> list(
            @PathParam("adapter") String adapter,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("50") int limit) {
        int size = Page.requireLimit(limit);
        @Nullable String before = cursor == null ? null : Cursor.decode(cursor, 1).get(0);
        List<RoundView> page = rounds.list(adapter, before, size + 1);
        return Page.of(page, size, last -> Cursor.encode(last.id()));
    }

    @GET
    @Path("{round}")
    @RolesAllowed(Roles.EVALUATOR)
    @Operation(summary = "Read a round")
    public Response get(@PathParam("adapter") String adapter, @PathParam("round") String round) {
        Rounds.Snapshot snapshot = rounds.get(adapter, round);
        return Response.ok(snapshot.view())
                .header("ETag", ETags.of(snapshot.round().lockVersion))
                .build();
    }

    @GET
    @Path("{round}/images")
    @RolesAllowed(Roles.EVALUATOR)
    @Transactional
    @Operation(summary = "List the images painted so far, with the caller's own verdicts")
    public Page<RoundImageView> images(
            @PathParam("adapter") String adapter,
            @PathParam("round") String round,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("200") int limit) {
        int size = Page.requireLimit(limit);
        long after = cursor == null ? -1 : Cursor.decodeLong(cursor);
        boolean hides = rounds.require(adapter, round).state == RoundState.AWAITING_FEEDBACK;
        Map<Integer, Feedback> own = new HashMap<>();
        feedback.of(round, caller.subject()).forEach(one -> own.put(one.k, one));
        List<RoundImage> shown = store.shown(round);
        boolean hidden = hides && shown.stream().anyMatch(image -> image.repeats != null);
        List<RoundImageView> page = shown.stream()
                .filter(image -> image.k > after)
                .limit(size + 1L)
                .map(image -> view(adapter, image, hidden, own.get(image.k)))
                .toList();
        return Page.of(page, size, last -> Cursor.encode(Integer.toString(last.image())));
    }

    @GET
    @Path("{round}/images/{image}/content")
    @RolesAllowed(Roles.EVALUATOR)
    @Produces({"image/png", MediaType.APPLICATION_JSON})
    @Operation(summary = "The PNG of one image")
    public Response content(
            @PathParam("adapter") String adapter, @PathParam("round") String round, @PathParam("image") String image) {
        Rounds.Snapshot snapshot = rounds.get(adapter, round);
        RoundImage found = place(image)
                .flatMap(k -> store.image(round, k))
                .orElseThrow(() -> ProblemException.notFound("image", image));
        return Response.ok(files.image(snapshot.round(), found), "image/png")
                .header("ETag", '"' + found.imageSha256 + '"')
                .header("Cache-Control", "private, max-age=31536000, immutable")
                .build();
    }

    @PUT
    @Path("{round}/feedback")
    @RolesAllowed(Roles.EVALUATOR)
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Say which images are good, bad or best",
            description = "Partial and idempotent: the last verdict on an image holds, images that are not named keep"
                    + " theirs, and every change is kept in the history. The answer comes after the commit.")
    @APIResponse(responseCode = "409", description = "Training has begun, or an image is not painted yet")
    @APIResponse(responseCode = "422", description = "An image that the round does not have, or a contradiction")
    public FeedbackAnswer feedback(
            @PathParam("adapter") String adapter, @PathParam("round") String round, FeedbackRequest request) {
        if (request == null) {
            throw ProblemException.invalid("body", "expected verdicts, found nothing");
        }
        rounds.get(adapter, round);
        List<Feedback> now = feedback.give(round, caller.subject(), request);
        FaultPoint.FEEDBACK_TAKEN.pass();
        return new FeedbackAnswer(
                round, caller.subject(), now.stream().map(FeedbackView::of).toList());
    }

    @POST
    @Path("{round}/train")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Train on the feedback and publish a version")
    @APIResponse(responseCode = "202", description = "Training begins; follow it with GET or the events")
    @APIResponse(responseCode = "409", description = "Not awaiting feedback, or too little of it")
    public Response train(@PathParam("adapter") String adapter, @PathParam("round") String round) {
        return Response.accepted(rounds.train(adapter, round, caller.name()))
                .location(URI.create(address(adapter, round)))
                .build();
    }

    @POST
    @Path("{round}/cancel")
    @RolesAllowed(Roles.TENANT_ADMIN)
    @Operation(summary = "Cancel an open round; what it cost is lost, its images and verdicts stay readable")
    public RoundView cancel(@PathParam("adapter") String adapter, @PathParam("round") String round) {
        return rounds.cancel(adapter, round);
    }

    @GET
    @Path("{round}/events")
    @RolesAllowed(Roles.EVALUATOR)
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            summary = "Follow a round as server-sent events",
            description = "Each event is named round and carries the whole round; the present state comes first, so"
                    + " a listener that comes back has missed nothing. The stream ends with the round, or with the"
                    + " server that sends it.")
    public Multi<OutboundSseEvent> events(
            @PathParam("adapter") String adapter,
            @PathParam("round") String round,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @jakarta.ws.rs.core.Context Sse sse) {
        String tenant = caller.tenant();
        rounds.get(adapter, round);
        RoundFeed feed = new RoundFeed(() -> viewAs(tenant, adapter, round), clock::instant, lastEventId);
        AtomicBoolean ended = new AtomicBoolean();
        return Multi.createFrom()
                .ticks()
                .every(config.eventInterval())
                .onOverflow()
                .drop()
                .onItem()
                .transformToUniAndConcatenate(tick ->
                        Uni.createFrom().item(feed::next).runSubscriptionOn(Infrastructure.getDefaultWorkerPool()))
                .select()
                .first(event -> !ended.get() && !stopping.hasBegun())
                .onItem()
                .transformToMultiAndConcatenate(event -> {
                    event.filter(last -> !last.view().state().isOpen()).ifPresent(last -> ended.set(true));
                    return Multi.createFrom()
                            .optional(event.map(one -> sse.newEventBuilder()
                                    .id(one.id())
                                    .name("round")
                                    .mediaType(MediaType.APPLICATION_JSON_TYPE)
                                    .data(one.view())
                                    .build()));
                });
    }

    private RoundView viewAs(String tenant, String adapter, String round) {
        try {
            return tenants.runAs(tenant, () -> rounds.get(adapter, round).view());
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the round cannot be read", e);
        }
    }

    private static RoundImageView view(String adapter, RoundImage image, boolean hidden, @Nullable Feedback own) {
        return new RoundImageView(
                image.k,
                image.prompt,
                hidden ? null : image.seed,
                hidden ? null : image.noiseOrigin.toLowerCase(java.util.Locale.ROOT),
                address(adapter, image.roundId) + "/images/" + image.k + "/content",
                hidden ? null : image.repeats,
                own == null ? null : FeedbackView.of(own));
    }

    private static String address(String adapter, String round) {
        return "/v1/adapters/" + adapter + "/rounds/" + round;
    }

    private static Optional<Integer> place(String image) {
        try {
            return Optional.of(Integer.parseInt(image));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
