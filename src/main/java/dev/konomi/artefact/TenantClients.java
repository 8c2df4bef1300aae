package dev.konomi.artefact;

import io.minio.MinioClient;
import io.minio.credentials.AssumeRoleProvider;
import io.minio.credentials.Provider;
import io.minio.credentials.StaticProvider;
import io.minio.errors.MinioException;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;

/**
 * S3 clients over one connection pool: one with the service's own credentials, which only makes buckets, and one per
 * tenant, whose credentials reach nothing but the tenant's bucket where the server speaks STS.
 */
final class TenantClients implements AutoCloseable {

    private final MinioConnection connection;
    private final OkHttpClient http;
    private final MinioClient service;
    private final ConcurrentMap<String, MinioClient> narrowed = new ConcurrentHashMap<>();

    TenantClients(MinioConnection connection) {
        this.connection = connection;
        // No retries below ours: they would multiply.
        this.http = new OkHttpClient.Builder()
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectTimeout(connection.connectTimeout())
                .readTimeout(connection.transferTimeout())
                .writeTimeout(connection.transferTimeout())
                .build();
        this.service = client(new StaticProvider(connection.accessKey(), connection.secretKey(), null));
    }

    MinioClient service() {
        return service;
    }

    MinioClient of(String tenant) throws MinioException {
        if (!connection.narrowCredentials()) {
            return service;
        }
        MinioClient known = narrowed.get(tenant);
        if (known != null) {
            return known;
        }
        MinioClient made = client(assumeRole(ArtefactNames.container(tenant)));
        MinioClient first = narrowed.putIfAbsent(tenant, made);
        return first == null ? made : first;
    }

    @Override
    public void close() {
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
    }

    private Provider assumeRole(String bucket) throws MinioException {
        return new AssumeRoleProvider(
                connection.endpoint(),
                connection.accessKey(),
                connection.secretKey(),
                Math.toIntExact(connection.narrowedFor().toSeconds()),
                policy(bucket),
                connection.region(),
                null,
                null,
                null,
                http);
    }

    /** The session policy: what the service's credentials may do, but in this bucket alone. */
    static String policy(String bucket) {
        return """
            {"Version":"2012-10-17","Statement":[
             {"Effect":"Allow","Action":["s3:GetBucketLocation","s3:ListBucket"],"Resource":["arn:aws:s3:::%1$s"]},
             {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject","s3:DeleteObject"],
              "Resource":["arn:aws:s3:::%1$s/*"]}]}""".formatted(bucket);
    }

    private MinioClient client(Provider credentials) {
        return MinioClient.builder()
                .endpoint(connection.endpoint())
                .region(connection.region())
                .credentialsProvider(credentials)
                .httpClient(http)
                .build();
    }
}
