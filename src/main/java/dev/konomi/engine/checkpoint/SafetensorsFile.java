package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.DType;
import dev.konomi.engine.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file whose header has been checked against its length. Tensors are mapped when they are read, never
 * before, so a checkpoint larger than memory opens at once.
 */
public final class SafetensorsFile {
    private static final int LENGTH_BYTES = Long.BYTES;
    private static final int MAGIC_BYTES = 24;

    private final String source;
    private final @Nullable Path path;
    private final byte[] bytes;
    private final SafetensorsHeader header;

    private SafetensorsFile(String source, @Nullable Path path, byte[] bytes, SafetensorsHeader header) {
        this.source = source;
        this.path = path;
        this.bytes = bytes;
        this.header = header;
    }

    public static SafetensorsFile open(Path path) {
        String source = path.toString();
        if (!Files.isRegularFile(path)) {
            throw new CheckpointException(source, null, "the file does not exist");
        }
        try (FileChannel channel = FileChannel.open(path)) {
            long fileLength = channel.size();
            byte[] start = read(channel, 0, (int) Math.min(MAGIC_BYTES, fileLength));
            long headerLength = headerLength(source, start, fileLength);
            byte[] json = read(channel, LENGTH_BYTES, (int) headerLength);
            return new SafetensorsFile(source, path, new byte[0], header(source, json, headerLength, fileLength));
        } catch (IOException e) {
            throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
        }
    }

    /** The same for bytes in memory, for example an upload. The array is kept, not copied. */
    public static SafetensorsFile parse(byte[] bytes, String sourceName) {
        byte[] start = Arrays.copyOf(bytes, Math.min(MAGIC_BYTES, bytes.length));
        long headerLength = headerLength(sourceName, start, bytes.length);
        byte[] json = Arrays.copyOfRange(bytes, LENGTH_BYTES, LENGTH_BYTES + (int) headerLength);
        return new SafetensorsFile(sourceName, null, bytes, header(sourceName, json, headerLength, bytes.length));
    }

    private static SafetensorsHeader header(String source, byte[] json, long headerLength, long fileLength) {
        long dataOffset = LENGTH_BYTES + headerLength;
        return SafetensorsHeader.parse(source, json, dataOffset, fileLength - dataOffset);
    }

    private static long headerLength(String source, byte[] first, long fileLength) {
        if (fileLength < LENGTH_BYTES) {
            throw new CheckpointException(
                    source, null, "not a safetensors file: " + fileLength + " bytes are too few for a header");
        }
        long length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        boolean plausible =
                length >= 2 && length <= SafetensorsHeader.MAX_LENGTH && length <= fileLength - LENGTH_BYTES;
        if (plausible && first.length > LENGTH_BYTES && first[LENGTH_BYTES] == '{') {
            return length;
        }
        String looksLike = FileMagic.describe(first);
        if (!looksLike.isEmpty()) {
            throw new CheckpointException(source, null, "not a safetensors file: it looks like " + looksLike);
        }
        if (length < 2 || length > SafetensorsHeader.MAX_LENGTH) {
            throw new CheckpointException(
                    source,
                    null,
                    "the header claims to be %s bytes long, expected 2 to %d: not a safetensors file"
                            .formatted(Long.toUnsignedString(length), SafetensorsHeader.MAX_LENGTH));
        }
        if (length > fileLength - LENGTH_BYTES) {
            throw new CheckpointException(
                    source,
                    null,
                    "the header claims %d bytes, but only %d follow: it is longer than the file (truncated?)"
                            .formatted(length, fileLength - LENGTH_BYTES));
        }
        return length; // whatever is wrong with it, the JSON parser says it
    }

    private static byte[] read(FileChannel channel, long offset, int length) throws IOException {
        byte[] bytes = new byte[length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException("the file ends at byte " + (offset + buffer.position()));
            }
        }
        return bytes;
    }

    /** Tensors by name, in the order of their names. */
    public SortedMap<String, TensorEntry> entries() {
        return header.entries();
    }

    public Map<String, String> metadata() {
        return header.metadata();
    }

    /** Returns the file, or an exception where the bytes came from memory. */
    public Path path() {
        if (path == null) {
            throw new IllegalStateException(source + " lies in memory and has no path");
        }
        return path;
    }

    /** The path, or the name given to {@link #parse}. */
    public String source() {
        return source;
    }

    public boolean contains(String name) {
        return entries().containsKey(name);
    }

    public TensorEntry entry(String name) {
        TensorEntry entry = entries().get(name);
        if (entry == null) {
            throw new CheckpointException(source, name, "the tensor is missing");
        }
        return entry;
    }

    /**
     * A tensor's numbers: F16, BF16, F64, F32 as F32; I64, I32, U8 and BOOL as I64.
     *
     * @throws CheckpointException if there is no such tensor
     */
    public Tensor read(String name) {
        TensorEntry entry = entry(name);
        if (entry.byteLength() > Integer.MAX_VALUE) {
            throw new CheckpointException(
                    source, name, entry.byteLength() + " bytes are more than can be read into one tensor");
        }
        return TensorDecoder.decode(entry, data(entry));
    }

    private ByteBuffer data(TensorEntry entry) {
        if (path == null) {
            return ByteBuffer.wrap(bytes, (int) entry.fileOffset(), (int) entry.byteLength())
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        try (FileChannel channel = FileChannel.open(path)) {
            if (channel.size() < entry.fileOffset() + entry.byteLength()) {
                throw new CheckpointException(source, entry.name(), "the file was shortened after it was opened");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, entry.fileOffset(), entry.byteLength())
                    .order(ByteOrder.LITTLE_ENDIAN);
        } catch (IOException e) {
            throw new CheckpointException(source, "cannot be read: " + e.getMessage(), e);
        }
    }

    static boolean isReal(DType dtype) {
        return switch (dtype) {
            case F32, F16, BF16, F64 -> true;
            case I64, I32, U8, BOOL -> false;
        };
    }
}
