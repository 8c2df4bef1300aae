package dev.konomi.image;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs and checks links to one tenant's one picture until one moment, with HMAC-SHA256. */
final class LinkSigner {
    private static final String ALGORITHM = "HmacSHA256";
    private final SecretKeySpec key;

    LinkSigner(byte[] secret) {
        this.key = new SecretKeySpec(secret, ALGORITHM);
    }

    String sign(String tenant, String imageId, Instant expires) {
        // a newline stands in none of the three, so that no two triples read alike
        String claim = tenant + '\n' + imageId + '\n' + expires.getEpochSecond();
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(claim.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
        }
    }

    boolean accepts(String tenant, String imageId, Instant expires, String signature, Instant now) {
        byte[] expected = sign(tenant, imageId, expires).getBytes(StandardCharsets.US_ASCII);
        return now.isBefore(expires) && MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.US_ASCII));
    }
}
