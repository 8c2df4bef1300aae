package dev.konomi.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every exception that leaves a resource becomes a problem document, here and nowhere else. */
@Singleton
public final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final String CHALLENGE = "WWW-Authenticate";

    private final ObjectMapper json;
    private final Instance<ExceptionTranslator> translators;

    ProblemMappers(ObjectMapper json, Instance<ExceptionTranslator> translators) {
        this.json = json;
        this.translators = translators;
    }

    @ServerExceptionMapper
    Response problem(ProblemException e, RoutingContext request) {
        return respond(e, request);
    }

    @ServerExceptionMapper
    Response violation(ConstraintViolationException e, RoutingContext request) {
        return ViolationTrouble.explain(e.getConstraintViolations())
                .map(problem -> respond(problem, request))
                .orElseGet(() -> unexpected(e, request));
    }

    @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
    Response json(JsonProcessingException e, RoutingContext request) {
        return respond(JsonTrouble.explain(e), request);
    }

    @ServerExceptionMapper
    Response authenticationFailed(AuthenticationFailedException e, RoutingContext request) {
        return respond(
                new ProblemException(
                                ProblemKind.UNAUTHENTICATED,
                                "The access token was refused: it is malformed, expired, or signed by somebody else."
                                        + " Sign in again.")
                        .withHeader(CHALLENGE, "Bearer error=\"invalid_token\""),
                request);
    }

    @ServerExceptionMapper
    Response authenticationIncomplete(AuthenticationCompletionException e, RoutingContext request) {
        return respond(
                new ProblemException(ProblemKind.UNAUTHENTICATED, "The sign-in did not complete. Sign in again.")
                        .withHeader(CHALLENGE, "Bearer"),
                request);
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e, RoutingContext request) {
        return respond(
                new ProblemException(
                                ProblemKind.UNAUTHENTICATED,
                                "This address needs an access token: send `Authorization: Bearer <token>`.")
                        .withHeader(CHALLENGE, "Bearer"),
                request);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, RoutingContext request) {
        String reason = e.getMessage();
        if (reason != null && !reason.isBlank()) {
            return respond(new ProblemException(ProblemKind.FORBIDDEN, reason), request);
        }
        return respond(
                new ProblemException(
                        ProblemKind.FORBIDDEN,
                        "The token's roles do not allow this; the OpenAPI document names the role that does."),
                request);
    }

    @ServerExceptionMapper
    Response notFound(NotFoundException e, RoutingContext request) {
        if (e.getCause() instanceof IllegalArgumentException) {
            return respond(
                    new ProblemException(
                            ProblemKind.BAD_REQUEST,
                            "A path or query parameter has a value of the wrong form; the OpenAPI document names the"
                                    + " form of each."),
                    request);
        }
        return respond(nothingAt(request), request);
    }

    @ServerExceptionMapper
    Response webApplication(WebApplicationException e, RoutingContext request) {
        if (e.getCause() instanceof JsonProcessingException cause) {
            return json(cause, request);
        }
        Response response = e.getResponse();
        if (response.getStatus() < 400 || response.hasEntity()) {
            return response;
        }
        if (response.getStatus() >= 500) {
            return unexpected(e, request);
        }
        ProblemException problem = Statuses.explain(response.getStatus(), request);
        for (String header : List.of("Allow", CHALLENGE, "Retry-After")) {
            String value = response.getHeaderString(header);
            problem = value == null ? problem : problem.withHeader(header, value);
        }
        return respond(problem, request);
    }

    @ServerExceptionMapper
    Response unexpected(Throwable e, RoutingContext request) {
        for (ExceptionTranslator translator : translators) {
            Optional<ProblemException> problem = translator.translate(e);
            if (problem.isPresent()) {
                LOG.warnf(
                        "%s %s: %s (%s)",
                        request.request().method(), request.normalizedPath(), e, RequestId.of(request));
                return respond(problem.get(), request);
            }
        }
        LOG.errorf(e, "%s %s failed (%s)", request.request().method(), request.normalizedPath(), RequestId.of(request));
        return respond(Statuses.internal(), request);
    }

    static ProblemException nothingAt(RoutingContext request) {
        return new ProblemException(
                ProblemKind.NOT_FOUND,
                "There is nothing at " + request.normalizedPath() + "; the API is described at /q/openapi.");
    }

    private Response respond(ProblemException problem, RoutingContext request) {
        Refusal refusal = Refusal.of(problem, request, json);
        Response.ResponseBuilder response = Response.status(refusal.status())
                .type(refusal.mediaType())
                .entity(refusal.body().getBytes(StandardCharsets.UTF_8));
        refusal.headers().forEach(response::header);
        return response.build();
    }
}
