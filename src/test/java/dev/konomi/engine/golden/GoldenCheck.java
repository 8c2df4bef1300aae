package dev.konomi.engine.golden;

/** One thing that must agree with the golden values, in every golden folder. */
public interface GoldenCheck {
    /** A sentence for the report. */
    String title();

    void check(GoldenFolder folder);
}
