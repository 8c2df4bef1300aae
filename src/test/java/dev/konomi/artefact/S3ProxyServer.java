package dev.konomi.artefact;

import java.net.URI;
import java.time.Duration;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3 server inside this process, which can be stopped and started again on the same port. */
public final class S3ProxyServer implements AutoCloseable {

    private static final String ACCESS_KEY = "konomi";
    private static final String SECRET_KEY = "konomi-secret";

    private final TransientNio2BlobStore blobs = new TransientNio2BlobStore();
    private S3Proxy proxy;
    private final int port;

    private S3ProxyServer() {
        proxy = start(0);
        port = proxy.getPort();
    }

    public static S3ProxyServer start() {
        return new S3ProxyServer();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + port;
    }

    public String accessKey() {
        return ACCESS_KEY;
    }

    public String secretKey() {
        return SECRET_KEY;
    }

    public void stop() {
        try {
            proxy.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not stop", e);
        }
    }

    /** Starts again with everything that was stored. */
    public void restart() {
        proxy = start(port);
    }

    @Override
    public void close() {
        stop();
    }

    public MinioConnection connection() {
        return new MinioConnection(
                endpoint(),
                ACCESS_KEY,
                SECRET_KEY,
                "us-east-1",
                false,
                Duration.ofHours(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                3,
                Duration.ofMillis(20),
                Duration.ofSeconds(5));
    }

    private S3Proxy start(int onPort) {
        S3Proxy started = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:" + onPort))
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        try {
            started.start();
        } catch (Exception e) {
            throw new IllegalStateException("the S3 server does not start", e);
        }
        return started;
    }
}
