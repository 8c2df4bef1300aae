package dev.konomi.engine.checkpoint;

import dev.konomi.engine.tensor.DType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Copies a safetensors file with all real numbers as F32, a piece at a time, so that a file may be of any size. */
final class WideningWriter {
    private static final int PIECE = 1 << 18;

    private final FileChannel from;
    private final FileChannel to;
    private final ByteBuffer in = ByteBuffer.allocateDirect(PIECE * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final ByteBuffer out = ByteBuffer.allocateDirect(PIECE * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private WideningWriter(FileChannel from, FileChannel to) {
        this.from = from;
        this.to = to;
    }

    /** The copy is on the disk when this returns. */
    static void write(SafetensorsFile file, Path copy) throws IOException {
        // whole numbers first: they are the wider ones, and every tensor stays aligned
        List<TensorEntry> inOrder = file.entries().values().stream()
                .sorted(Comparator.comparing((TensorEntry entry) -> SafetensorsFile.isReal(entry.dtype()))
                        .thenComparing(TensorEntry::fileOffset))
                .toList();
        try (FileChannel from = FileChannel.open(file.path());
                FileChannel to = FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            WideningWriter writer = new WideningWriter(from, to);
            writer.header(inOrder, file.metadata());
            for (TensorEntry entry : inOrder) {
                writer.tensor(entry);
            }
            to.force(true);
        }
    }

    private static DType widened(TensorEntry entry) {
        return SafetensorsFile.isReal(entry.dtype()) ? DType.F32 : entry.dtype();
    }

    private void header(List<TensorEntry> entries, Map<String, String> metadata) throws IOException {
        SafetensorsLayout layout = new SafetensorsLayout(metadata);
        for (TensorEntry entry : entries) {
            layout.add(entry.name(), widened(entry), entry.shape(), entry.elementCount());
        }
        writeAll(ByteBuffer.wrap(layout.head()));
    }

    private void tensor(TensorEntry entry) throws IOException {
        int size = entry.dtype().byteSize();
        for (long done = 0; done < entry.elementCount(); done += PIECE) {
            int count = (int) Math.min(PIECE, entry.elementCount() - done);
            read(entry.fileOffset() + done * size, count * size);
            if (SafetensorsFile.isReal(entry.dtype())) {
                out.clear().limit(count * Float.BYTES);
                out.asFloatBuffer().put(TensorDecoder.reals(entry.dtype(), in, count));
                writeAll(out);
            } else {
                writeAll(in);
            }
        }
    }

    private void read(long offset, int bytes) throws IOException {
        in.clear().limit(bytes);
        while (in.hasRemaining()) {
            if (from.read(in, offset + in.position()) < 0) {
                throw new EOFException("the file was shortened while it was read");
            }
        }
        in.flip();
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }
}
