/**
 * The learning bench: {@code ./mvnw -Plearning} (see README and docs/learning.md).
 *
 * <p>Simulated evaluators, who judge pictures of the bundled model from pixels alone, run rounds with recipes of the
 * product. A {@link dev.konomi.learning.Run} is a task, a method and a seed; a tier is a list of runs. Each round ends as
 * a line of docs/learning/results.csv, and {@link dev.konomi.learning.LearningReport} writes docs/learning.md from them.
 */
package dev.konomi.learning;
