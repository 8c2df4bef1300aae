import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Checks an audit export without Konomi: java VerifyAudit.java konomi-audit.ndjson. */
public class VerifyAudit {
    private static final String HASH = "\"hash\":\"";
    private static final int DIGITS = 64;

    public static void main(String[] arguments) throws Exception {
        long sequence = 0;
        String previous = "0".repeat(DIGITS);
        try (BufferedReader lines = Files.newBufferedReader(Path.of(arguments[0]), StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                sequence++;
                previous = check(line, sequence, previous);
            }
        }
        System.out.println(sequence + " events hold; the last hash is " + previous);
    }

    private static String check(String line, long sequence, String previous) throws Exception {
        // The text "hash":" cannot stand inside a value, where its quotes would be escaped; nested details come before.
        int start = line.lastIndexOf(HASH);
        int end = start + HASH.length() + DIGITS;
        require(start > 0 && line.startsWith("\",", end), sequence, "has no hash");
        String hash = line.substring(start + HASH.length(), end);
        String rest = line.substring(start);
        require(rest.contains(",\"sequence\":" + sequence + ","), sequence, "is not the next one");
        require(rest.contains(",\"previous_hash\":\"" + previous + "\","), sequence, "does not follow the one before");
        String content = line.substring(0, start) + line.substring(end + 2);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
        require(HexFormat.of().formatHex(digest).equals(hash), sequence, "is not what its hash was taken of");
        return hash;
    }

    private static void require(boolean holds, long sequence, String fault) {
        if (!holds) {
            System.out.println("event " + sequence + " " + fault);
            System.exit(1);
        }
    }
}
