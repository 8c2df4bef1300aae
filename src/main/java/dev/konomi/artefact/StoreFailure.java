package dev.konomi.artefact;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an exception of the S3 client means.
 *
 * @param code the server's error code, empty where the server did not answer with one
 * @param passing whether the same request may succeed a moment later
 */
record StoreFailure(String code, boolean passing, String reason) {

    private static final Set<String> PASSING_CODES =
            Set.of("SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "XMinioServerNotInitialized");

    static StoreFailure of(Throwable thrown) {
        for (@Nullable Throwable e = thrown; e != null; e = e.getCause()) {
            if (e instanceof ErrorResponseException refusal) {
                String code = refusal.errorResponse().code();
                int status = refusal.response().code();
                boolean passing = status >= 500 || status == 429 || PASSING_CODES.contains(code);
                return new StoreFailure(
                        code, passing, code + " " + refusal.errorResponse().message());
            }
            if (e instanceof ServerException || e instanceof InvalidResponseException) {
                return new StoreFailure("", true, String.valueOf(e.getMessage()));
            }
            if (e instanceof IOException) {
                return new StoreFailure("", true, e.getClass().getSimpleName() + " " + e.getMessage());
            }
        }
        return new StoreFailure("", false, String.valueOf(thrown.getMessage()));
    }

    boolean absent() {
        return code.equals("NoSuchKey") || code.equals("NoSuchObject") || code.equals("NoSuchBucket");
    }

    boolean noBucket() {
        return code.equals("NoSuchBucket");
    }

    /** The key was taken when a put asked for a free one. */
    boolean taken() {
        return code.equals("PreconditionFailed") || code.equals("ConditionalRequestConflict");
    }

    boolean bucketThere() {
        return code.equals("BucketAlreadyOwnedByYou") || code.equals("BucketAlreadyExists");
    }
}
