package dev.konomi.tenant;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How much a tenant may use.
 *
 * @param imagesPerMinute images a minute, on average
 * @param maxQueuedImages images waiting at one time
 * @param maxAdapters adapters in existence
 * @param storageBytes bytes in the object store
 */
@Embeddable
@Schema(description = "How much a tenant may use")
public record TenantLimits(
        @Min(1) @Max(MAX_IMAGES_PER_MINUTE) @Column(name = "images_per_minute")
        int imagesPerMinute,

        @Min(1) @Max(MAX_QUEUED_IMAGES) @Column(name = "max_queued_images")
        int maxQueuedImages,

        @Min(0) @Max(MAX_ADAPTERS) @Column(name = "max_adapters")
        int maxAdapters,

        @Min(MIN_STORAGE_BYTES) @Max(MAX_STORAGE_BYTES) @Column(name = "storage_bytes")
        long storageBytes) {
    public static final int MAX_IMAGES_PER_MINUTE = 100_000;
    public static final int MAX_QUEUED_IMAGES = 100_000;
    public static final int MAX_ADAPTERS = 10_000;
    public static final long MIN_STORAGE_BYTES = 1L << 20;
    public static final long MAX_STORAGE_BYTES = 1L << 50;

    /** What a tenant gets that asks for nothing else. */
    public static final TenantLimits DEFAULT = new TenantLimits(60, 256, 20, 10L << 30);
}
