package dev.konomi.image;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Opaque ids that sort by their birth: a prefix, 48 bits of milliseconds, 80 random bits. */
public final class SortableId {
    private static final RandomGenerator RANDOM = new SecureRandom();
    // Crockford's base 32: its letters sort like its values, and none is mistaken for another
    private static final char[] DIGITS = "0123456789abcdefghjkmnpqrstvwxyz".toCharArray();
    private static final int TIME_DIGITS = 10;
    private static final int RANDOM_DIGITS = 16;

    private SortableId() {}

    /** A new id, such as {@code rnd_01k…} for the prefix {@code rnd}. */
    public static String next(String prefix, Instant now) {
        return next(prefix, now, RANDOM);
    }

    static String next(String prefix, Instant now, RandomGenerator random) {
        StringBuilder id = new StringBuilder(prefix).append('_');
        long millis = now.toEpochMilli();
        for (int digit = TIME_DIGITS - 1; digit >= 0; digit--) {
            id.append(DIGITS[(int) (millis >>> (5 * digit)) & 31]);
        }
        for (int digit = 0; digit < RANDOM_DIGITS; digit++) {
            id.append(DIGITS[random.nextInt(32)]);
        }
        return id.toString();
    }
}
