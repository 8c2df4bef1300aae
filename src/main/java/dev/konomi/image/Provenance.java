package dev.konomi.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a picture comes from: everything that paints it again, bit for bit, and nothing that differs between two
 * paintings of it (no id, no time).
 *
 * @param adapter empty for the base model
 * @param version 0 for the base model
 * @param adapterDigest of the version that was in the sample's slot at every step; "base" for the base model
 * @param baseDigest of all files of the base model
 */
public record Provenance(
        String tenant,
        Optional<String> adapter,
        int version,
        String adapterDigest,
        String baseDigest,
        String prompt,
        String negativePrompt,
        long seed,
        int steps,
        float guidanceScale,
        int widthPx,
        int heightPx,
        String sampler) {
    /** The IPTC term for pictures made by a trained model. */
    static final String DIGITAL_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

    /** The text chunks of the PNG, keyword to text. */
    public Map<String, String> textChunks() {
        Map<String, String> chunks = new LinkedHashMap<>();
        chunks.put("Software", "Konomi");
        chunks.put("konomi.tenant", tenant);
        chunks.put("konomi.adapter", adapter.orElse("base"));
        chunks.put("konomi.adapter-version", Integer.toString(version));
        chunks.put("konomi.adapter-digest", adapterDigest);
        chunks.put("konomi.base-digest", baseDigest);
        chunks.put("konomi.prompt", prompt);
        chunks.put("konomi.negative-prompt", negativePrompt);
        chunks.put("konomi.seed", Long.toString(seed));
        chunks.put("konomi.steps", Integer.toString(steps));
        chunks.put("konomi.guidance-scale", Float.toString(guidanceScale));
        chunks.put("konomi.size", widthPx + "x" + heightPx);
        chunks.put("konomi.sampler", sampler);
        chunks.put("Digital Source Type", DIGITAL_SOURCE_TYPE);
        chunks.put("XML:com.adobe.xmp", xmp());
        return chunks;
    }

    /** The same term where image programs look for it: an XMP packet, Photoshop's keyword for it in PNG. */
    private static String xmp() {
        return """
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\
                <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">\
                <Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>\
                </rdf:Description></rdf:RDF></x:xmpmeta>""".formatted(DIGITAL_SOURCE_TYPE);
    }
}
