package dev.konomi.bench;

/** One part of the benchmark. */
interface Section {
    /** Name of its file of results, which orders the report. */
    String name();

    SectionResult run(BenchSettings settings);
}
