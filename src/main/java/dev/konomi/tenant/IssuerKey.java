package dev.konomi.tenant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;

/** The RSA key pair of the local issuer: drawn once, kept in the data folder where only its user can read it. */
public final class IssuerKey {
    /** The issuer's name in its tokens. */
    public static final String ISSUER = "urn:konomi:local";
    /** Whom the tokens are for. */
    public static final String AUDIENCE = "konomi";

    private static final String FILE = "issuer.key";
    private static final int BITS = 3072;

    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private IssuerKey(PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** The key of a data folder, drawn on the first call. */
    public static IssuerKey in(Path dataFolder) {
        Path file = dataFolder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                draw(dataFolder, file);
            }
            return read(file);
        } catch (IOException e) {
            throw new UncheckedIOException("the issuer's key " + file + " cannot be read or written", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("expected an RSA key in PKCS#8 form in " + file + ": " + e.getMessage(), e);
        }
    }

    /** How Quarkus OIDC is told to accept this issuer's tokens and no others. */
    public Map<String, String> oidcSettings() {
        return Map.of(
                "quarkus.oidc.public-key",
                Base64.getEncoder().encodeToString(publicKey.getEncoded()),
                "quarkus.oidc.token.issuer",
                ISSUER);
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    // Written beside and moved, so that a kill in between leaves no half key.
    private static void draw(Path folder, Path file) throws IOException, GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(BITS);
        Path draft = folder.resolve(FILE + ".new");
        Files.deleteIfExists(draft);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.write(draft, generator.generateKeyPair().getPrivate().getEncoded());
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static IssuerKey read(Path file) throws IOException, GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance("RSA");
        RSAPrivateCrtKey secret =
                (RSAPrivateCrtKey) keys.generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file)));
        RSAPublicKeySpec half = new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent());
        return new IssuerKey(secret, keys.generatePublic(half));
    }
}
