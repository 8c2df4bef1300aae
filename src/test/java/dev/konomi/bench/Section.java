package dev.konomi.bench;

/** One part of the benchmark. */
interface Section {
    SectionResult run(BenchSettings settings);
}
