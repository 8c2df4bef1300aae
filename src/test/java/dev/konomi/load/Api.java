package dev.konomi.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;

/** The API as a client of any tenant speaks it. */
final class Api {
    static final String CLIENT = "client";
    static final String ADMIN = "tenant-admin";
    static final String EVALUATOR = "evaluator";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI base;
    private final BinaryOperator<String> token;
    private final Map<String, String> tokens = new ConcurrentHashMap<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** @param token of a tenant and a role */
    Api(URI base, BinaryOperator<String> token) {
        this.base = base;
        this.token = token;
    }

    /** An answer: its status and its JSON. */
    record Answer(int status, JsonNode json) {
        Answer expect(int expected) {
            if (status != expected) {
                throw new IllegalStateException("expected " + expected + ", found " + status + ": " + json);
            }
            return this;
        }

        String text(String field) {
            return json.path(field).asText();
        }
    }

    /** A request for one picture. */
    record Picture(String tenant, String model, int steps, String size, long seed) {
        Map<String, Object> body() {
            return Map.of("model", model, "prompt", "a mug", "steps", steps, "size", size, "seed", seed);
        }
    }

    Answer paint(Picture picture) {
        return send(picture.tenant(), CLIENT, "POST", "/v1/images/generations", picture.body());
    }

    /** Asks and can hang up: cancelling the future closes the connection. */
    CompletableFuture<HttpResponse<byte[]>> paintLater(Picture picture) {
        HttpRequest request = request(picture.tenant(), CLIENT, "/v1/images/generations")
                .header("Content-Type", "application/json")
                .POST(body(picture.body()))
                .build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    /** Under a key of its own, which the server remembers. */
    Answer paintOnce(Picture picture) {
        return answer(request(picture.tenant(), CLIENT, "/v1/images/generations")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(body(picture.body()))
                .build());
    }

    Answer send(String tenant, String role, String method, String path, Object body) {
        HttpRequest.BodyPublisher content =
                body instanceof byte[] bytes ? HttpRequest.BodyPublishers.ofByteArray(bytes) : body(body);
        String type = body instanceof byte[] ? "application/octet-stream" : "application/json";
        HttpRequest request = request(tenant, role, path)
                .header("Content-Type", type)
                .method(method, content)
                .build();
        return answer(request);
    }

    Answer get(String tenant, String role, String path) {
        return answer(request(tenant, role, path).GET().build());
    }

    /** The number of the new version. */
    int importLora(String tenant, String adapter, byte[] file) {
        return send(tenant, ADMIN, "POST", "/v1/adapters/" + adapter + "/versions", file)
                .expect(201)
                .json()
                .path("number")
                .asInt();
    }

    void promote(String tenant, String adapter, int version) {
        send(tenant, ADMIN, "PUT", "/v1/adapters/" + adapter + "/live", Map.of("version", version))
                .expect(200);
    }

    private Answer answer(HttpRequest request) {
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), JSON.readTree(response.body()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest.Builder request(String tenant, String role, String path) {
        String bearer = tokens.computeIfAbsent(tenant + " " + role, unseen -> "Bearer " + token.apply(tenant, role));
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", bearer)
                .timeout(Duration.ofMinutes(10));
    }

    private static HttpRequest.BodyPublisher body(Object json) {
        try {
            return HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
