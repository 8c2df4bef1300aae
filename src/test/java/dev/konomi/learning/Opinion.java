package dev.konomi.learning;

import dev.konomi.engine.hero.Verdict;

/**
 * What a recipe is told about one image.
 *
 * @param confidence in the verdict, 0…1
 */
record Opinion(Verdict verdict, double confidence) {
    static Opinion certain(boolean good) {
        return new Opinion(good ? Verdict.GOOD : Verdict.BAD, 1);
    }
}
