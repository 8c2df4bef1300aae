package dev.konomi.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.konomi.tenant.AdapterDeclared;
import dev.konomi.tenant.RecipeDeclaration;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Makes the adapters what the tenants' files say they are. */
@ApplicationScoped
class DeclaredAdapters {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Adapters adapters;

    DeclaredAdapters(Adapters adapters) {
        this.adapters = adapters;
    }

    void apply(@Observes AdapterDeclared declared) {
        adapters.declare(
                declared.name(),
                new AdapterCard(
                        declared.title(), declared.prompts(), declared.guidelines(), choice(declared.recipe()), null));
    }

    /** Files write {@code encoder.learning_rate: 0.001} or nest; both mean the same. */
    private static RecipeChoice choice(RecipeDeclaration recipe) {
        ObjectNode overrides = JSON.createObjectNode();
        recipe.overrides().forEach((name, value) -> put(overrides, name, JSON.valueToTree(value)));
        return new RecipeChoice(recipe.preset().orElse(null), overrides);
    }

    private static void put(ObjectNode into, String name, JsonNode value) {
        int dot = name.indexOf('.');
        if (dot < 0) {
            into.set(name, value);
        } else {
            put(into.withObjectProperty(name.substring(0, dot)), name.substring(dot + 1), value);
        }
    }
}
