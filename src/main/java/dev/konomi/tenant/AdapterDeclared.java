package dev.konomi.tenant;

import java.util.List;

/**
 * A tenant's file declares an adapter. Fired once for each new content, inside the transaction that notes it as applied;
 * the active tenant is {@code tenant}. Whoever keeps adapters creates the adapter or changes it. An exception's message
 * is shown to the one who wrote the file, with file and line.
 *
 * @param tenant slug of the tenant
 * @param name the adapter's name, a slug
 * @param title what people call it
 * @param prompts training prompts, at least one
 * @param guidelines what evaluators go by; may be empty
 * @param recipe how its rounds are run
 */
public record AdapterDeclared(
        String tenant, String name, String title, List<String> prompts, String guidelines, RecipeDeclaration recipe) {}
