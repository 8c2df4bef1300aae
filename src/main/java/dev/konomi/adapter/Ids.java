package dev.konomi.adapter;

import java.util.UUID;

/** Opaque ids: what is named, and 32 digits that mean nothing. */
final class Ids {

    private Ids() {}

    static String next(String prefix) {
        return prefix + "_" + UUID.randomUUID().toString().replace("-", "");
    }
}
