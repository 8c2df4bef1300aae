package dev.konomi.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledModelTest {
    @TempDir
    Path cache;

    @Test
    void the_index_lists_every_file_of_the_model() throws Exception {
        Path resources = Path.of(Objects.requireNonNull(BundledModel.class.getResource("/basemodel"))
                .toURI());

        try (Stream<Path> files = Files.walk(resources)) {
            List<String> found = files.filter(Files::isRegularFile)
                    .map(file -> resources.relativize(file).toString())
                    .filter(name -> !name.equals("index.txt"))
                    .sorted()
                    .toList();
            assertThat(BundledModel.names()).isEqualTo(found);
        }
    }

    @Test
    void the_unpacked_model_opens_and_is_not_unpacked_again() throws Exception {
        Path first = BundledModel.materialize(cache);
        Object inode = Files.getAttribute(first.resolve("model_index.json"), "unix:ino");

        Path second = BundledModel.materialize(cache);

        assertThat(second).isEqualTo(first);
        assertThat(Files.getAttribute(second.resolve("model_index.json"), "unix:ino"))
                .isEqualTo(inode);
        DiffusersFolder model = DiffusersFolder.open(first);
        assertThat(model.unet().blockOutChannels()).containsExactly(48, 96, 160);
        assertThat(model.digest())
                .hasSize(64)
                .isEqualTo(DiffusersFolder.open(second).digest());
    }

    @Test
    void a_damaged_file_is_mended() throws Exception {
        Path model = BundledModel.materialize(cache);
        Path weights = model.resolve("unet/diffusion_pytorch_model.safetensors");
        byte[] good = Files.readAllBytes(weights);
        byte[] bad = good.clone();
        bad[bad.length / 2] ^= 1;
        Files.write(weights, bad);

        BundledModel.materialize(cache);

        assertThat(Files.readAllBytes(weights)).isEqualTo(good);
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void a_half_unpacked_model_is_completed() throws Exception {
        Path model = BundledModel.materialize(cache);
        Files.delete(model.resolve("vae/config.json"));

        BundledModel.materialize(cache);

        assertThat(model.resolve("vae/config.json")).exists();
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void many_may_unpack_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Path> unpack = () -> BundledModel.materialize(cache);

            List<Future<Path>> all = threads.invokeAll(List.of(unpack, unpack, unpack, unpack));

            for (Future<Path> one : all) {
                assertThat(DiffusersFolder.open(one.get()).root())
                        .isEqualTo(all.get(0).get());
            }
            assertThat(leftovers()).isEmpty();
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void two_processes_may_unpack_at_once() throws Exception {
        Process one = unpackInAnotherProcess();
        Process other = unpackInAnotherProcess();

        assertThat(one.waitFor()).isZero();
        assertThat(other.waitFor()).isZero();
        assertThat(leftovers()).isEmpty();
        assertThat(DiffusersFolder.open(BundledModel.materialize(cache)).unet().blocks())
                .isEqualTo(3);
    }

    @Test
    void it_unpacks_from_within_a_jar() throws Exception {
        Path jar = cache.resolve("model.jar");
        packTestedClassesInto(jar);
        try (URLClassLoader fromJar = new URLClassLoader(new URL[] {jar.toUri().toURL()}, new ParentWithoutKonomi())) {
            Class<?> bundled = Class.forName(BundledModel.class.getName(), true, fromJar);

            Object folder = bundled.getMethod("materialize", Path.class).invoke(null, cache.resolve("models"));

            assertThat(Objects.requireNonNull(bundled.getResource("/basemodel/index.txt"))
                            .getProtocol())
                    .isEqualTo("jar");
            assertThat(DiffusersFolder.open((Path) folder).unet().blocks()).isEqualTo(3);
        }
    }

    public static void main(String[] arguments) {
        BundledModel.materialize(Path.of(arguments[0]));
    }

    private Process unpackInAnotherProcess() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        BundledModelTest.class.getName(),
                        cache.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private List<String> leftovers() throws IOException {
        try (Stream<Path> files = Files.list(cache)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.contains("unpacking") || name.contains("damaged"))
                    .toList();
        }
    }

    private static void packTestedClassesInto(Path jar) throws Exception {
        Path classes = Path.of(BundledModel.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString();
                if (name.startsWith("basemodel/") || name.startsWith("dev/konomi/engine/")) {
                    out.putNextEntry(new JarEntry(name));
                    Files.copy(file, out);
                    out.closeEntry();
                }
            }
        }
    }

    /** Everything but Konomi's own classes and files, so that those come from the jar. */
    private static final class ParentWithoutKonomi extends ClassLoader {
        ParentWithoutKonomi() {
            super(BundledModelTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("dev.konomi.")) {
                throw new ClassNotFoundException(name);
            }
            return super.loadClass(name, resolve);
        }

        @Override
        public URL getResource(String name) {
            return name.startsWith("basemodel/") ? null : super.getResource(name);
        }
    }
}
