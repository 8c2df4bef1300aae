package dev.konomi.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * One link of a chain.
 *
 * @param chain slug of the tenant, or {@code *} for the system's own chain
 * @param sequence 1 for the first event of a chain, then without gaps
 * @param at to the microsecond
 * @param actor subject of the token, or {@code konomi} for what the process did by itself
 * @param details canonical JSON
 * @param previousHash of the event before, 64 zeros for the first
 * @param hash SHA-256 of {@link #canonical()}, hexadecimal
 */
record AuditEvent(
        String chain,
        long sequence,
        Instant at,
        String actor,
        String actorName,
        String action,
        String noun,
        String nounId,
        String details,
        String previousHash,
        String hash) {
    static final String START = "0".repeat(64);
    private static final DateTimeFormatter MICROSECONDS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** What the hash is taken of: the event without its hash. */
    String canonical() {
        return beforeHash() + afterHash();
    }

    /** A line of the export: the canonical form with the hash in its alphabetical place. */
    String exported() {
        return beforeHash() + "\"hash\":\"" + hash + "\"," + afterHash();
    }

    String hashNow() {
        try {
            byte[] bytes = canonical().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    AuditEvent sealed() {
        return new AuditEvent(
                chain, sequence, at, actor, actorName, action, noun, nounId, details, previousHash, hashNow());
    }

    private String beforeHash() {
        return "{\"action\":" + CanonicalJson.write(action)
                + ",\"actor\":" + CanonicalJson.write(actor)
                + ",\"actor_name\":" + CanonicalJson.write(actorName)
                + ",\"at\":\"" + MICROSECONDS.format(at) + "\""
                + ",\"details\":" + details + ",";
    }

    private String afterHash() {
        return "\"id\":" + CanonicalJson.write(nounId)
                + ",\"noun\":" + CanonicalJson.write(noun)
                + ",\"previous_hash\":" + CanonicalJson.write(previousHash)
                + ",\"sequence\":" + sequence
                + ",\"tenant\":" + CanonicalJson.write(chain) + "}";
    }
}
