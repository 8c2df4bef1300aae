package dev.konomi.engine.hero;

/**
 * One setting of a recipe that cannot be used.
 *
 * @param field path of the setting, in the names of the records ({@code encoder.learningRate})
 * @param reason what was found and why it does not work
 * @param allowed the range or values that are accepted
 */
public record RecipeViolation(String field, String reason, String allowed) {}
