package dev.konomi.engine.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Recognises what people hand over instead of safetensors, so that the error can say it. */
final class FileMagic {
    private static final Map<String, String> KNOWN = new LinkedHashMap<>();

    static {
        KNOWN.put("\u0089PNG", "a PNG picture");
        KNOWN.put("\u00ff\u00d8\u00ff", "a JPEG picture");
        KNOWN.put("RIFF", "a RIFF file (WebP picture?)");
        KNOWN.put("GIF8", "a GIF picture");
        KNOWN.put("PK\u0003\u0004", "a zip archive (a PyTorch checkpoint? convert it to safetensors)");
        KNOWN.put("\u0080\u0002", "a Python pickle (convert it to safetensors)");
        KNOWN.put("\u001f\u008b", "a gzip archive");
        KNOWN.put("GGUF", "a GGUF file");
        KNOWN.put("version https://git-lfs", "a Git LFS pointer (the real file was not fetched)");
        KNOWN.put("<", "an HTML or XML page");
        KNOWN.put("{", "a JSON file");
    }

    private FileMagic() {}

    /** Returns what the first bytes look like, or an empty string. */
    static String describe(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        return KNOWN.entrySet().stream()
                .filter(known -> text.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
