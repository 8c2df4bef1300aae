package dev.konomi.tenant.file;

import dev.konomi.tenant.SafetyPolicy;
import dev.konomi.tenant.Slugs;
import dev.konomi.tenant.TenantChange;
import dev.konomi.tenant.TenantLimits;
import dev.konomi.tenant.file.Shape.Field;
import dev.konomi.tenant.file.Shape.Fields;
import dev.konomi.tenant.file.Shape.Flag;
import dev.konomi.tenant.file.Shape.Listing;
import dev.konomi.tenant.file.Shape.Text;
import dev.konomi.tenant.file.Shape.Tree;
import dev.konomi.tenant.file.Shape.Whole;

/** What a file in tenants/ holds. */
final class TenantShape {
    private static final int MAX_TITLE_LENGTH = 200;
    private static final int MAX_PROMPTS = 64;
    private static final int MAX_PROMPT_LENGTH = 1000;
    private static final int MAX_GUIDELINES_LENGTH = 10_000;
    private static final int MAX_PRESET_LENGTH = 63;

    private static final Text SLUG = new Text(1, 40, Slugs.PATTERN, Slugs.FORM);
    private static final Text PROMPT = Text.upTo(MAX_PROMPT_LENGTH);

    private static final Fields LIMITS = Fields.of(
            Field.optional(
                    "images_per_minute",
                    "Images a minute, on average; a minute's worth may come at once.",
                    new Whole(1, TenantLimits.MAX_IMAGES_PER_MINUTE)),
            Field.optional(
                    "max_queued_images", "Images waiting at one time.", new Whole(1, TenantLimits.MAX_QUEUED_IMAGES)),
            Field.optional("max_adapters", "Adapters in existence.", new Whole(0, TenantLimits.MAX_ADAPTERS)),
            Field.optional(
                    "storage_bytes",
                    "Bytes in the object store.",
                    new Whole(TenantLimits.MIN_STORAGE_BYTES, TenantLimits.MAX_STORAGE_BYTES)));

    private static final Fields SAFETY = Fields.of(
            Field.optional(
                    "denied_terms",
                    "Words that a prompt must not contain.",
                    new Listing(Text.upTo(SafetyPolicy.MAX_TERM_LENGTH), 0, SafetyPolicy.MAX_ENTRIES)),
            Field.optional(
                    "audit_prompts",
                    "Prompts that each version paints before it goes live.",
                    new Listing(PROMPT, 0, SafetyPolicy.MAX_ENTRIES)),
            Field.optional(
                    "four_eyes", "Whether promotion needs another person than the one who trained.", new Flag()));

    private static final Fields RECIPE = Fields.of(
            Field.optional("preset", "Name of the recipe to start from.", Text.upTo(MAX_PRESET_LENGTH)),
            Field.optional("overrides", "Settings of the recipe that differ from it, by name.", new Tree()));

    private static final Fields ADAPTER = Fields.of(
            Field.required("name", "Stands in addresses; never changes.", SLUG),
            Field.required("title", "What people call it.", Text.upTo(MAX_TITLE_LENGTH)),
            Field.required(
                    "prompts",
                    "Training prompts. They leave open what the adapter is to learn.",
                    new Listing(PROMPT, 1, MAX_PROMPTS)),
            Field.optional("guidelines", "What evaluators go by.", Text.upTo(MAX_GUIDELINES_LENGTH)),
            Field.optional("recipe", "How its rounds are run.", RECIPE));

    static final Fields FILE = Fields.of(
            Field.required("slug", "Stands in tokens, addresses and bucket names; never changes.", SLUG),
            Field.required("display_name", "What people call it.", Text.upTo(TenantChange.MAX_NAME_LENGTH)),
            Field.optional("enabled", "Whether its people can sign in.", new Flag()),
            Field.optional("limits", "How much it may use.", LIMITS),
            Field.optional("safety", "What its images must not show, and who has to agree to a new version.", SAFETY),
            Field.optional("adapters", "Its adapters.", new Listing(ADAPTER, 0, TenantLimits.MAX_ADAPTERS)));

    private TenantShape() {}
}
