package dev.konomi.adapter;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What people write about an adapter, and may change. */
public record AdapterCard(
        String title,
        List<String> prompts,
        String guidelines,
        RecipeChoice recipe,
        @Nullable Double target) {

    /** Equal cards make no change. */
    boolean describes(AdapterRow row) {
        return title.equals(row.title)
                && prompts.equals(row.prompts)
                && guidelines.equals(row.guidelines)
                && recipe.presetName().equals(row.recipePreset)
                && Recipes.write(recipe.changes()).equals(row.recipeOverrides)
                && Objects.equals(target, row.target);
    }

    void writeTo(AdapterRow row) {
        row.title = title;
        row.prompts = List.copyOf(prompts);
        row.guidelines = guidelines;
        row.recipePreset = recipe.presetName();
        row.recipeOverrides = Recipes.write(recipe.changes());
        row.target = target;
    }
}
