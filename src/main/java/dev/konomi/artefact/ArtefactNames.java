package dev.konomi.artefact;

import java.util.regex.Pattern;

/** What a tenant, a key and a prefix may look like; anything else never reaches a store. */
final class ArtefactNames {

    // A bucket name holds 63 characters, and "konomi-" takes seven.
    private static final Pattern TENANT = Pattern.compile("[a-z0-9]([a-z0-9-]{0,54}[a-z0-9])?");
    // No segment starts with a dot, so neither ".." nor a store's own folders can be named.
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*");
    private static final Pattern PREFIX = Pattern.compile("(" + KEY.pattern() + "/?)?");
    private static final int LONGEST_KEY = 512;

    private ArtefactNames() {}

    /** The bucket, or folder, that holds everything of one tenant. */
    static String container(String tenant) {
        if (!TENANT.matcher(tenant).matches()) {
            throw new IllegalArgumentException("not a tenant's slug: " + tenant);
        }
        return "konomi-" + tenant;
    }

    static String requireKey(String key) {
        if (key.length() > LONGEST_KEY || !KEY.matcher(key).matches()) {
            throw new IllegalArgumentException("not an artefact key: " + key);
        }
        return key;
    }

    static String requirePrefix(String prefix) {
        if (prefix.length() > LONGEST_KEY || !PREFIX.matcher(prefix).matches()) {
            throw new IllegalArgumentException("not an artefact prefix: " + prefix);
        }
        return prefix;
    }
}
