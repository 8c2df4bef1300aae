package dev.konomi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jspecify.annotations.Nullable;

/**
 * Idempotency-Key on every POST below /v1: a request that took effect is answered again from what was kept, a refused
 * one gives its key back. A POST that answers with a stream keeps nothing.
 */
@ApplicationScoped
class IdempotencyFilter {
    private static final Logger LOG = Logger.getLogger(IdempotencyFilter.class);
    static final String HEADER = "Idempotency-Key";
    static final String REPLAYED = "Idempotency-Replayed";
    private static final Pattern WELL_FORMED = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    /** Of the moment and not of the answer. */
    private static final Set<String> NOT_KEPT =
            Set.of("date", "set-cookie", "content-length", "transfer-encoding", "connection", "x-request-id");

    private final IdempotencyKeys keys;
    private final IdempotentRequest current;
    private final IdempotencyUpkeep upkeep;
    private final SecurityIdentity identity;
    private final ObjectMapper json;

    IdempotencyFilter(
            IdempotencyKeys keys,
            IdempotentRequest current,
            IdempotencyUpkeep upkeep,
            SecurityIdentity identity,
            ObjectMapper json) {
        this.keys = keys;
        this.current = current;
        this.upkeep = upkeep;
        this.identity = identity;
        this.json = json;
    }

    @ServerRequestFilter
    public @Nullable Response before(ContainerRequestContext request) throws IOException {
        String key = request.getHeaderString(HEADER);
        String path = request.getUriInfo().getPath();
        if (key == null || !request.getMethod().equals("POST") || !path.startsWith("/v1/")) {
            return null;
        }
        if (!WELL_FORMED.matcher(key).matches()) {
            throw new ProblemException(ProblemKind.BAD_REQUEST, HEADER + " must be 1 to 255 visible ASCII characters.")
                    .withField(HEADER, "is malformed");
        }
        byte[] body = request.getEntityStream().readAllBytes();
        request.setEntityStream(new ByteArrayInputStream(body));
        UUID holder = UUID.randomUUID();
        String caller = identity.isAnonymous() ? "" : identity.getPrincipal().getName();
        IdempotencyClaim claim =
                keys.claim(new IdempotencyKeys.Key(caller, path, key), fingerprint(request, body), holder);
        if (claim instanceof IdempotencyClaim.Ours) {
            upkeep.begin(holder);
            current.hold(holder);
            return null;
        }
        return answer(claim, key);
    }

    private static Response answer(IdempotencyClaim claim, String key) {
        if (claim instanceof IdempotencyClaim.Answered answered) {
            return again(answered.answer());
        }
        if (claim instanceof IdempotencyClaim.OtherRequest) {
            throw ProblemException.invalid(
                    HEADER,
                    "the key " + key + " came with another request before; each request needs a key of its own");
        }
        if (claim instanceof IdempotencyClaim.AnswerLost lost) {
            throw new ProblemException(
                    ProblemKind.CONFLICT,
                    "The first request with this key took effect (" + lost.effect()
                            + "), but the server stopped before its answer was kept. Read the resource; do not send"
                            + " the request again.");
        }
        throw new ProblemException(ProblemKind.CONFLICT, "The first request with this key is still being worked on.")
                .withRetryAfter(TRY_AGAIN);
    }

    private static Response again(KeptAnswer kept) {
        Response.ResponseBuilder response = Response.status(kept.status()).header(REPLAYED, "true");
        kept.headers().forEach((name, values) -> values.forEach(value -> response.header(name, value)));
        byte[] body = Base64.getDecoder().decode(kept.body());
        return (body.length == 0 ? response : response.entity(body)).build();
    }

    @ServerResponseFilter
    public void after(ContainerResponseContext response) {
        Optional<UUID> holder = current.holder();
        if (holder.isEmpty()) {
            return;
        }
        upkeep.end(holder.get());
        try {
            settle(holder.get(), response);
        } catch (RuntimeException e) {
            // the answer itself is sound; whoever repeats the request is told that it took effect
            LOG.warnf("The answer to a request with an idempotency key could not be kept: %s", e);
        }
    }

    private void settle(UUID holder, ContainerResponseContext response) {
        Optional<byte[]> body = response.getStatus() < 400 ? bytes(response.getEntity()) : Optional.empty();
        if (body.isEmpty() || type(response).isCompatible(MediaType.SERVER_SENT_EVENTS_TYPE)) {
            keys.release(holder);
            return;
        }
        String base64 = Base64.getEncoder().encodeToString(body.get());
        keys.keep(holder, new KeptAnswer(response.getStatus(), headers(response), base64));
    }

    private static MediaType type(ContainerResponseContext response) {
        return response.getMediaType() == null ? MediaType.APPLICATION_JSON_TYPE : response.getMediaType();
    }

    private static Map<String, List<String>> headers(ContainerResponseContext response) {
        Map<String, List<String>> kept = new LinkedHashMap<>();
        response.getStringHeaders().forEach((name, values) -> {
            if (!NOT_KEPT.contains(name.toLowerCase(Locale.ROOT))) {
                kept.put(name, new ArrayList<>(values));
            }
        });
        if (response.getEntity() != null) {
            boolean bytes = response.getEntity() instanceof byte[];
            MediaType type = bytes ? type(response) : type(response).withCharset("UTF-8");
            kept.put("Content-Type", List.of(type.toString()));
        }
        return kept;
    }

    /** Empty for what can be read only once. */
    private Optional<byte[]> bytes(@Nullable Object entity) {
        if (entity == null) {
            return Optional.of(new byte[0]);
        }
        if (entity instanceof byte[] bytes) {
            return Optional.of(bytes);
        }
        if (entity instanceof String text) {
            return Optional.of(text.getBytes(StandardCharsets.UTF_8));
        }
        if (entity instanceof java.io.InputStream
                || entity instanceof jakarta.ws.rs.core.StreamingOutput
                || entity instanceof java.util.concurrent.Flow.Publisher<?>) {
            return Optional.empty();
        }
        try {
            return Optional.of(json.writeValueAsBytes(entity));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static byte[] fingerprint(ContainerRequestContext request, byte[] body) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String query = request.getUriInfo().getRequestUri().getRawQuery();
            digest.update(String.valueOf(query).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(
                    String.valueOf(request.getHeaderString("Content-Type")).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return digest.digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
