/**
 * The benchmark against diffusers, PEFT and PyTorch: {@code ./mvnw -Pbench} (see README and docs/performance.md).
 *
 * <p>{@link dev.konomi.bench.Benchmark} runs sections. A section that compares starts two processes, {@link
 * dev.konomi.bench.OurSide} and src/test/python/peer.py, which understand the same commands; it has both do the same
 * work in turn and compares what they computed. Every section leaves one file of results (a {@link
 * dev.konomi.bench.SectionResult} as JSON, docs/performance/results/&lt;section&gt;.json), from which {@link
 * dev.konomi.bench.Report} writes docs/performance.md and its plots: a section that was measured elsewhere or on another
 * day stays in the report as long as its file does.
 */
package dev.konomi.bench;
