package dev.konomi.tenant;

import java.util.Map;
import java.util.Optional;

/**
 * A recipe as a file writes it; its names and numbers mean nothing to this room.
 *
 * @param preset name of the recipe to start from; empty for the default
 * @param overrides settings that differ from it: {@link Boolean}, {@link Long}, {@link Double} or {@link String} by name
 */
public record RecipeDeclaration(Optional<String> preset, Map<String, Object> overrides) {
    /** The default recipe as it is. */
    public static final RecipeDeclaration DEFAULT = new RecipeDeclaration(Optional.empty(), Map.of());
}
