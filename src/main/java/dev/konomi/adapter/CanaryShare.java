package dev.konomi.adapter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Which requests a canary serves: the same request always the same way, on every process. */
final class CanaryShare {

    private CanaryShare() {}

    /**
     * @param requestKey what a repeated request has in common, such as its seed
     * @param percent 0 to 100
     */
    static boolean takes(String adapterId, String requestKey, int percent) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest((adapterId + '\n' + requestKey).getBytes(StandardCharsets.UTF_8));
            return Integer.toUnsignedLong(ByteBuffer.wrap(digest).getInt()) % 100 < percent;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
