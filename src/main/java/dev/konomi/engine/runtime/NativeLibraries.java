package dev.konomi.engine.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import org.jspecify.annotations.Nullable;

/**
 * The native libraries of ONNX Runtime, unpacked once. Its Java binding unpacks them into a temporary folder at each
 * start, 28 MB, and a killed process leaves them there.
 */
final class NativeLibraries {
    /** Names the folder to the binding, which unpacks for itself what it does not find there. */
    private static final String PATH = "onnxruntime.native.path";

    private static final List<String> NAMES = List.of("libonnxruntime.so", "libonnxruntime4j_jni.so");

    /** Of the GPU build, whose further libraries the binding would look for in the same folder. */
    private static final String GPU = "libonnxruntime_providers_cuda.so";

    private NativeLibraries() {}

    private record Packed(String name, URL url, JarEntry entry) {}

    /** Has no effect where the system or the build is not one that this knows. */
    static void unpackOnce(Path cacheFolder) {
        if (System.getProperty(PATH) != null) {
            return;
        }
        try {
            List<Packed> packed = packed();
            if (packed.isEmpty()) {
                return;
            }
            StringBuilder identity = new StringBuilder("onnxruntime");
            packed.forEach(library -> identity.append('-')
                    .append(HexFormat.of().toHexDigits(library.entry().getCrc(), 8)));
            Path folder = Files.createDirectories(cacheFolder.resolve(identity.toString()));
            for (Packed library : packed) {
                unpack(library, folder);
            }
            System.setProperty(PATH, folder.toAbsolutePath().toString());
        } catch (IOException e) {
            // then the binding unpacks them itself, and says what is wrong if it cannot either
        }
    }

    private static void unpack(Packed library, Path folder) throws IOException {
        Path file = folder.resolve(library.name());
        if (Files.exists(file) && Files.size(file) == library.entry().getSize()) {
            return;
        }
        Path draft = Files.createTempFile(folder, library.name(), ".tmp");
        try (InputStream in = library.url().openStream()) {
            Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    private static List<Packed> packed() throws IOException {
        Optional<String> folder = folder();
        if (folder.isEmpty() || resource(folder.get() + GPU) != null) {
            return List.of();
        }
        List<Packed> found = new ArrayList<>();
        for (String name : NAMES) {
            URL url = resource(folder.get() + name);
            if (url == null || !(url.openConnection() instanceof JarURLConnection connection)) {
                return List.of();
            }
            found.add(new Packed(name, url, connection.getJarEntry()));
        }
        return found;
    }

    private static Optional<String> folder() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return Optional.empty();
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64", "x86_64" -> Optional.of("/ai/onnxruntime/native/linux-x64/");
            case "aarch64" -> Optional.of("/ai/onnxruntime/native/linux-aarch64/");
            default -> Optional.empty();
        };
    }

    private static @Nullable URL resource(String name) {
        return NativeLibraries.class.getResource(name);
    }
}
