package dev.konomi.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;

/**
 * How much a tenant may use.
 *
 * @param imagesPerMinute images a minute, on average
 * @param maxQueuedImages images waiting at one time
 * @param maxAdapters adapters in existence
 * @param storageBytes bytes in the object store
 */
@Embeddable
public record TenantLimits(
        @Column(name = "images_per_minute") int imagesPerMinute,
        @Column(name = "max_queued_images") int maxQueuedImages,
        @Column(name = "max_adapters") int maxAdapters,
        @Column(name = "storage_bytes") long storageBytes) {
    /** What a tenant gets that asks for nothing else. */
    public static final TenantLimits DEFAULT = new TenantLimits(60, 256, 20, 10L << 30);
}
