package dev.konomi.image;

/**
 * A model's entry, as OpenAI clients read it.
 *
 * @param id what a request names
 * @param object always "model"
 * @param created seconds since 1970
 * @param digest of the adapter version's weights; of the base model's files for base
 */
public record ModelView(String id, String object, long created, String ownedBy, String digest) {
    static ModelView of(String id, long created, String ownedBy, String digest) {
        return new ModelView(id, "model", created, ownedBy, digest);
    }
}
