package dev.konomi.tenant;

/** The form of names that stand in addresses, bucket names and object keys. */
public final class Slugs {
    /** Lower-case letters, digits and hyphens between them, at most 40: a bucket {@code konomi-<slug>} stays in 63. */
    public static final String PATTERN = "[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?";
    /** What to tell somebody whose name has another form. */
    public static final String FORM = "1 to 40 of a-z, 0-9 and hyphens between them";

    private Slugs() {}
}
