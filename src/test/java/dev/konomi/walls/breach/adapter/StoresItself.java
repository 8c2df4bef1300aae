package dev.konomi.walls.breach.adapter;

import io.minio.MinioClient;

/** Planted: the object store has one door. */
public interface StoresItself {
    MinioClient client();
}
