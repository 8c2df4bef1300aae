package dev.konomi.engine.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.konomi.engine.diffusion.GaussianNoise;
import dev.konomi.engine.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {
    @TempDir
    Path folder;

    @Test
    void what_is_written_reads_back_from_memory_and_from_disk() throws Exception {
        Tensor weights = GaussianNoise.seeded(1).tensor(3, 5);
        Tensor ids = Tensor.i64(new int[] {2}, new long[] {7, -1});
        byte[] bytes = SafetensorsWriter.write(
                new TreeMap<>(Map.of("weights", weights, "ids", ids)), Map.of("maker", "Konomi \"好み\""));
        Path path = Files.write(folder.resolve("a.safetensors"), bytes);

        for (SafetensorsFile file :
                new SafetensorsFile[] {SafetensorsFile.parse(bytes, "upload"), SafetensorsFile.open(path)}) {
            assertThat(file.metadata()).containsExactly(Map.entry("maker", "Konomi \"好み\""));
            assertThat(file.entries()).containsOnlyKeys("ids", "weights");
            assertThat(file.read("weights").shape()).containsExactly(3, 5);
            assertThat(file.read("weights").f32()).isEqualTo(weights.f32());
            assertThat(file.read("ids").i64()).containsExactly(7, -1);
        }
        assertThat(SafetensorsFile.open(path).path()).isEqualTo(path);
    }

    @Test
    void the_same_tensors_give_the_same_bytes_with_every_tensor_aligned() {
        byte[] first = SafetensorsWriter.write(
                new TreeMap<>(Map.of("a", Tensor.scalar(1), "b", Tensor.i64(new int[] {1}, new long[] {2}))), Map.of());
        byte[] second = SafetensorsWriter.write(
                new TreeMap<>(Map.of("b", Tensor.i64(new int[] {1}, new long[] {2}), "a", Tensor.scalar(1))), Map.of());

        assertThat(first).isEqualTo(second);
        SafetensorsFile.parse(first, "first")
                .entries()
                .values()
                .forEach(entry -> assertThat(entry.fileOffset() % entry.dtype().byteSize())
                        .isZero());
    }

    @Test
    void no_tensor_at_all_is_a_file_too() {
        byte[] bytes = SafetensorsWriter.write(new TreeMap<>(), Map.of());

        assertThat(SafetensorsFile.parse(bytes, "empty").entries()).isEmpty();
    }

    @Test
    void half_precision_and_doubles_are_read_as_float() {
        ByteBuffer data = ByteBuffer.allocate(2 * 6 + 2 * 2 + 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int half : new int[] {0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x8000}) {
            data.putShort((short) half);
        }
        data.putShort((short) 0x3f80).putShort((short) 0xc049);
        data.putDouble(Math.PI);
        SafetensorsFile file = SafetensorsFile.parse(safetensors("""
                        {"half":{"dtype":"F16","shape":[6],"data_offsets":[0,12]},
                         "brain":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]},
                         "double":{"dtype":"F64","shape":[],"data_offsets":[16,24]}}""", data.array()), "mixed");

        assertThat(file.read("half").f32()).containsExactly(1f, -2f, 65504f, 0x1p-24f, Float.POSITIVE_INFINITY, -0f);
        assertThat(file.read("brain").f32()).containsExactly(1f, -3.140625f);
        assertThat(file.read("double").f32()).containsExactly((float) Math.PI);
    }

    @Test
    void a_missing_tensor_is_named_with_its_file() {
        SafetensorsFile file = SafetensorsFile.parse(SafetensorsWriter.write(new TreeMap<>(), Map.of()), "unet.bin");

        assertThatThrownBy(() -> file.read("conv_in.weight"))
                .isInstanceOf(CheckpointException.class)
                .hasMessage("unet.bin: conv_in.weight: the tensor is missing");
    }

    @Test
    void a_file_that_shrinks_after_it_was_opened_is_refused() throws Exception {
        byte[] bytes = SafetensorsWriter.write(new TreeMap<>(Map.of("a", Tensor.zeros(8))), Map.of());
        Path path = Files.write(folder.resolve("shrinking.safetensors"), bytes);
        SafetensorsFile file = SafetensorsFile.open(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length - 4));

        assertThatThrownBy(() -> file.read("a"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("shrinking.safetensors", "a: ", "shortened");
    }

    @Test
    void a_missing_file_is_named() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none.safetensors")))
                .isInstanceOf(CheckpointException.class)
                .hasMessageContainingAll("none.safetensors", "does not exist");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFiles")
    void a_broken_file_says_what_is_wrong(String what, byte[] bytes, String[] message) throws Exception {
        Path path = Files.write(folder.resolve("x.safetensors"), bytes);

        assertThatThrownBy(() -> SafetensorsFile.parse(bytes, "x.safetensors"))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith("x.safetensors: ")
                .hasMessageContainingAll(message);
        assertThatThrownBy(() -> SafetensorsFile.open(path))
                .isInstanceOf(CheckpointException.class)
                .hasMessageStartingWith(path + ": ")
                .hasMessageContainingAll(message);
    }

    static Stream<Arguments> brokenFiles() {
        byte[] whole = SafetensorsWriter.write(new TreeMap<>(Map.of("a", Tensor.zeros(8))), Map.of());
        return Stream.of(
                broken("nothing", new byte[0], "0 bytes"),
                broken("seven bytes", new byte[7], "7 bytes"),
                broken("a PNG", new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0}, "a PNG picture"),
                broken(
                        "a PyTorch file",
                        "PK\u0003\u0004aaaaaaaaaaaa".getBytes(StandardCharsets.US_ASCII),
                        "zip",
                        "PyTorch"),
                broken(
                        "a Git LFS pointer",
                        "version https://git-lfs.github.com/spec".getBytes(StandardCharsets.US_ASCII),
                        "Git LFS"),
                broken("a page", "<html><body>404</body>".getBytes(StandardCharsets.US_ASCII), "HTML"),
                broken("an absurd header", withLength(1L << 50, "{}"), "claims", "1125899906842624"),
                broken("a negative header", withLength(-1, "{}"), "18446744073709551615"),
                broken("a header of nothing", withLength(0, "{}"), "claims to be 0"),
                broken(
                        "a header longer than the file",
                        withLength(900, "{}"),
                        "900",
                        "only 2 follow",
                        "longer than the file"),
                broken("a header that is not JSON", safetensors("{\"a\": oops}"), "not JSON"),
                broken("a header that is a list", safetensors("[1,2]"), "JSON object", "array"),
                broken("two values", safetensors("{} {}"), "not JSON"),
                broken(
                        "a truncated file",
                        Arrays.copyOf(whole, whole.length - 1),
                        "a: ",
                        "outside of the file",
                        "truncated"),
                broken("a file with a tail", Arrays.copyOf(whole, whole.length + 3), "3 bytes", "no tensor"),
                broken("an unknown dtype", one("F4", "[2]", "[0,1]", 1), "t: ", "F4", "expected one of"),
                broken("a length that lies", one("F32", "[3]", "[0,8]", 8), "t: ", "F32[3] takes 12 bytes", "span 8"),
                broken("a negative dimension", one("F32", "[-3]", "[0,8]", 8), "t: ", "shape", "-3"),
                broken("a dimension with a fraction", one("F32", "[1.5]", "[0,8]", 8), "t: ", "shape", "1.5"),
                broken(
                        "a shape beyond all files",
                        one("F32", "[2147483647,2147483647,8]", "[0,8]", 8),
                        "t: ",
                        "larger than any file"),
                broken("a dimension beyond all arrays", one("F32", "[9999999999]", "[0,8]", 8), "t: ", "9999999999"),
                broken("offsets backwards", one("F32", "[2]", "[8,0]", 8), "t: ", "end before they begin"),
                broken("one offset", one("F32", "[2]", "[8]", 8), "t: ", "data_offsets should be"),
                broken("offsets beyond the file", one("F32", "[2]", "[8,16]", 8), "t: ", "outside of the file"),
                broken(
                        "offsets beyond all files",
                        one("U8", "[0]", "[9223372036854775807,9223372036854775807]", 8),
                        "t: ",
                        "absurd"),
                broken("a gap", one("F32", "[2]", "[4,12]", 12), "t: ", "gap of 4 bytes"),
                broken("an overlap", safetensors("""
                                {"s":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                                 "t":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", new byte[12]), "t: ", "overlaps s by 4 bytes"),
                broken("a name twice", safetensors("""
                                {"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
                                 "t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", new byte[8]), "named twice", "'t'"),
                broken("a tensor that is no object", safetensors("{\"t\": 7}"), "t: ", "number"),
                broken("an unknown field", safetensors("{\"t\": {\"type\": 7}}"), "t: ", "'type'"),
                broken("metadata that is no object", safetensors("{\"__metadata__\": 7}"), "__metadata__"),
                broken("metadata with a number", safetensors("{\"__metadata__\": {\"k\": 7}}"), "'k'", "string"));
    }

    private static Arguments broken(String what, byte[] bytes, String... message) {
        return Arguments.of(what, bytes, message);
    }

    private static byte[] one(String dtype, String shape, String offsets, int dataLength) {
        return safetensors(
                "{\"t\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}",
                new byte[dataLength]);
    }

    private static byte[] withLength(long length, String header) {
        return ByteBuffer.allocate(8 + header.length())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(header.getBytes(StandardCharsets.UTF_8))
                .array();
    }

    static byte[] safetensors(String header, byte... data) {
        byte[] start = withLength(header.length(), header);
        byte[] all = Arrays.copyOf(start, start.length + data.length);
        System.arraycopy(data, 0, all, start.length, data.length);
        return all;
    }
}
