package dev.konomi.artefact;

import io.minio.BucketExistsArgs;
import io.minio.GetObjectArgs;
import io.minio.GetObjectResponse;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.messages.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Artefacts as objects of an S3 server: one bucket per tenant, the digest in each object's metadata. */
public final class MinioArtefactStore implements ArtefactStore, AutoCloseable {

    private static final String DIGEST = "konomi-sha256";
    private static final String CHECK_BUCKET = "konomi-check";

    private final TenantClients clients;
    private final Attempts attempts;

    private MinioArtefactStore(TenantClients clients, Attempts attempts) {
        this.clients = clients;
        this.attempts = attempts;
    }

    public static MinioArtefactStore connect(MinioConnection connection) {
        return new MinioArtefactStore(
                new TenantClients(connection),
                new Attempts(connection.attempts(), connection.firstPause(), connection.retryAfter()));
    }

    @Override
    public void ensureTenant(String tenant) {
        String bucket = ArtefactNames.container(tenant);
        attempts.run("make bucket " + bucket, () -> {
            makeBucket(bucket);
            return bucket;
        });
    }

    @Override
    public ArtefactRef put(String tenant, String key, byte[] bytes) {
        String bucket = ArtefactNames.container(tenant);
        ArtefactNames.requireKey(key);
        ArtefactRef ref = new ArtefactRef(key, Sha256.of(bytes), bytes.length);
        return attempts.run("put " + key + " of " + bytes.length + " bytes", () -> {
            try {
                putWhereFree(tenant, bucket, ref, bytes);
            } catch (Exception e) {
                if (!StoreFailure.of(e).noBucket()) {
                    throw e;
                }
                makeBucket(bucket);
                putWhereFree(tenant, bucket, ref, bytes);
            }
            return ref;
        });
    }

    @Override
    public byte[] get(String tenant, String key, String sha256) {
        String bucket = ArtefactNames.container(tenant);
        ArtefactNames.requireKey(key);
        Sha256.requireDigest(sha256);
        Optional<byte[]> bytes = attempts.run("get " + key, () -> read(tenant, bucket, key));
        if (bytes.isEmpty()) {
            throw new ArtefactNotFoundException(bucket, key);
        }
        String found = Sha256.of(bytes.get());
        if (!found.equals(sha256)) {
            throw new ArtefactCorruptException(bucket, key, sha256, found);
        }
        return bytes.get();
    }

    @Override
    public boolean exists(String tenant, String key) {
        String bucket = ArtefactNames.container(tenant);
        ArtefactNames.requireKey(key);
        return attempts.run("look up " + key, () -> stat(tenant, bucket, key).isPresent());
    }

    @Override
    public void delete(String tenant, String key) {
        String bucket = ArtefactNames.container(tenant);
        ArtefactNames.requireKey(key);
        attempts.run("delete " + key, () -> {
            try {
                clients.of(tenant)
                        .removeObject(RemoveObjectArgs.builder()
                                .bucket(bucket)
                                .object(key)
                                .build());
            } catch (Exception e) {
                if (!StoreFailure.of(e).absent()) {
                    throw e;
                }
            }
            return key;
        });
    }

    @Override
    public List<String> list(String tenant, String prefix) {
        String bucket = ArtefactNames.container(tenant);
        ArtefactNames.requirePrefix(prefix);
        return attempts.run("list " + prefix, () -> keys(tenant, bucket, prefix));
    }

    @Override
    public void check() {
        attempts.run(
                "answer",
                () -> clients.service()
                        .bucketExists(
                                BucketExistsArgs.builder().bucket(CHECK_BUCKET).build()));
    }

    @Override
    public void close() {
        clients.close();
    }

    /** Two writers of one key agree where their bytes do; only other bytes replace an object. */
    private void putWhereFree(String tenant, String bucket, ArtefactRef ref, byte[] bytes) throws Exception {
        try {
            clients.of(tenant).putObject(request(bucket, ref, bytes, Map.of("If-None-Match", "*")));
        } catch (Exception e) {
            if (!StoreFailure.of(e).taken()) {
                throw e;
            }
            boolean same = stat(tenant, bucket, ref.key())
                    .filter(found -> found.size() == ref.size()
                            && ref.sha256().equals(found.userMetadata().getFirst(DIGEST)))
                    .isPresent();
            if (!same) {
                clients.of(tenant).putObject(request(bucket, ref, bytes, Map.of()));
            }
        }
    }

    private static PutObjectArgs request(String bucket, ArtefactRef ref, byte[] bytes, Map<String, String> conditions) {
        return PutObjectArgs.builder()
                .bucket(bucket)
                .object(ref.key())
                .data(bytes, bytes.length)
                .userMetadata(Map.of(DIGEST, ref.sha256()))
                .headers(conditions)
                .build();
    }

    private Optional<byte[]> read(String tenant, String bucket, String key) throws Exception {
        try (GetObjectResponse response = clients.of(tenant)
                .getObject(GetObjectArgs.builder().bucket(bucket).object(key).build())) {
            return Optional.of(response.readAllBytes());
        } catch (Exception e) {
            if (StoreFailure.of(e).absent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Optional<StatObjectResponse> stat(String tenant, String bucket, String key) throws Exception {
        try {
            return Optional.of(clients.of(tenant)
                    .statObject(
                            StatObjectArgs.builder().bucket(bucket).object(key).build()));
        } catch (Exception e) {
            if (StoreFailure.of(e).absent()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private List<String> keys(String tenant, String bucket, String prefix) throws Exception {
        List<String> keys = new ArrayList<>();
        ListObjectsArgs request = ListObjectsArgs.builder()
                .bucket(bucket)
                .prefix(prefix)
                .recursive(true)
                .build();
        try {
            for (Result<Item> item : clients.of(tenant).listObjects(request)) {
                keys.add(item.get().objectName());
            }
        } catch (Exception e) {
            if (StoreFailure.of(e).noBucket()) {
                return List.of();
            }
            throw e;
        }
        keys.sort(null);
        return List.copyOf(keys);
    }

    private void makeBucket(String bucket) throws Exception {
        try {
            clients.service().makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
        } catch (Exception e) {
            if (!StoreFailure.of(e).bucketThere()) {
                throw e;
            }
        }
    }
}
