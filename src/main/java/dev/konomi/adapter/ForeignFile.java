package dev.konomi.adapter;

import dev.konomi.web.ProblemException;
import dev.konomi.web.ProblemKind;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Recognises, by their first bytes, files of kinds that people take for LoRA files or send by mistake. */
final class ForeignFile {

    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("\u0089PNG", "a PNG picture");
        KINDS.put("\u00ff\u00d8\u00ff", "a JPEG picture");
        KINDS.put("GIF8", "a GIF picture");
        KINDS.put("RIFF", "a WebP picture");
        KINDS.put("PK\u0003\u0004", "a zip archive or PyTorch checkpoint");
        KINDS.put("\u0080\u0002", "a Python pickle");
        KINDS.put("\u001f\u008b", "a gzip archive");
        KINDS.put("GGUF", "a GGUF file");
        KINDS.put("%PDF", "a PDF document");
        KINDS.put("<", "an HTML or XML page");
    }

    private ForeignFile() {}

    static void refuse(String fileName, byte[] bytes) {
        // A safetensors file begins with the length of its JSON header; no other kind has a brace in this place.
        if (bytes.length > 8 && bytes[8] == '{') {
            return;
        }
        String start = new String(bytes, 0, Math.min(8, bytes.length), StandardCharsets.ISO_8859_1);
        KINDS.forEach((magic, kind) -> {
            if (start.startsWith(magic)) {
                throw new ProblemException(
                        ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                        fileName + " is " + kind + "; only LoRA weights as safetensors can be imported.");
            }
        });
    }
}
