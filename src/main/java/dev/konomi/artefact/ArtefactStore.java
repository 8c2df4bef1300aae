package dev.konomi.artefact;

import java.util.List;

/**
 * Bytes by tenant and key. Every implementation keeps a tenant's objects in a container of its own and hands bytes out
 * only after their SHA-256 was compared with the digest that the caller expects.
 *
 * <p>An object is whole or absent: {@link #put} returns only when the bytes survive a killed process, and a failed one
 * leaves nothing behind. Putting the same bytes again changes nothing; other bytes replace the object in one step.
 *
 * <p>Every method throws {@link ArtefactUnavailableException} when the store cannot be reached or cannot take more
 * bytes; trying again later is then safe.
 */
public interface ArtefactStore {

    /** Makes the tenant's container; does nothing when it is there. {@link #put} calls it where needed. */
    void ensureTenant(String tenant);

    ArtefactRef put(String tenant, String key, byte[] bytes);

    /**
     * The bytes below the key.
     *
     * @param sha256 the digest that the bytes must have, 64 lower-case hex digits
     * @throws ArtefactNotFoundException when there is no such object
     * @throws ArtefactCorruptException when the stored bytes have another digest
     */
    byte[] get(String tenant, String key, String sha256);

    boolean exists(String tenant, String key);

    /** Removes the object; does nothing when it is not there. */
    void delete(String tenant, String key);

    /** The tenant's keys that start with the prefix, in order of their characters. */
    List<String> list(String tenant, String prefix);

    /** Returns when the store answers. */
    void check();
}
