package dev.konomi.engine.checkpoint;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the tools of the world name LoRA tensors. */
final class LoraForm {
    /** What a tensor is to its site. */
    enum Part {
        A,
        B,
        LORA_ALPHA
    }

    /**
     * A tensor name, taken apart.
     *
     * @param site path of the projection; in kohya's form still with underscores
     * @param kohya whether dots were written as underscores
     */
    record Name(String site, Part part, boolean kohya) {}

    private static final Pattern ENDING = Pattern.compile("(?<site>.+)\\.(?:"
            + "(?<a>lora\\.down\\.weight|lora_down\\.weight|lora_linear_layer\\.down\\.weight|lora_A(?:\\.[^.]+)?\\.weight)"
            + "|(?<b>lora\\.up\\.weight|lora_up\\.weight|lora_linear_layer\\.up\\.weight|lora_B(?:\\.[^.]+)?\\.weight)"
            + "|alpha)");
    /** Diffusers before 0.22 hung LoRA on the attention processors. */
    private static final Pattern PROCESSOR =
            Pattern.compile("(?<block>.+)\\.processor\\.(?<to>to_[qkv]|to_out)_lora\\.(?<half>down|up)\\.weight");

    private static final List<String> PREFIXES = List.of("base_model.model.", "unet.");

    private LoraForm() {}

    /** Returns what the name says, or nothing if no tool we know writes it. */
    static Optional<Name> parse(String tensor) {
        boolean kohya = tensor.startsWith("lora_unet_");
        String rest = kohya ? tensor.substring("lora_unet_".length()) : tensor;
        for (String prefix : PREFIXES) {
            rest = rest.startsWith(prefix) ? rest.substring(prefix.length()) : rest;
        }
        Matcher processor = PROCESSOR.matcher(rest);
        if (processor.matches()) {
            String to = processor.group("to").equals("to_out") ? "to_out.0" : processor.group("to");
            Part part = processor.group("half").equals("down") ? Part.A : Part.B;
            return Optional.of(new Name(processor.group("block") + "." + to, part, false));
        }
        Matcher ending = ENDING.matcher(rest);
        if (!ending.matches()) {
            return Optional.empty();
        }
        Part part = ending.group("a") != null ? Part.A : ending.group("b") != null ? Part.B : Part.LORA_ALPHA;
        return Optional.of(new Name(ending.group("site"), part, kohya));
    }

    static String diffusers(String site, Part part) {
        return "unet." + site + (part == Part.A ? ".lora.down.weight" : ".lora.up.weight");
    }

    static String kohya(String site, Part part) {
        String module = "lora_unet_" + underscored(site);
        return switch (part) {
            case A -> module + ".lora_down.weight";
            case B -> module + ".lora_up.weight";
            case LORA_ALPHA -> module + ".alpha";
        };
    }

    static String underscored(String site) {
        return site.replace('.', '_');
    }

    /** Why a tensor that is no plain LoRA of the UNet is refused. */
    static String whyNot(String tensor) {
        if (tensor.startsWith("text_encoder") || tensor.startsWith("lora_te")) {
            return "belongs to the text encoder; only LoRA of the UNet is supported";
        }
        if (tensor.contains("dora_scale") || tensor.contains("magnitude")) {
            return "belongs to DoRA, which is not supported";
        }
        if (tensor.contains(".hada_")) {
            return "belongs to LoHa, which is not supported";
        }
        if (tensor.contains(".lokr_")) {
            return "belongs to LoKr, which is not supported";
        }
        if (tensor.contains("lora_mid")) {
            return "belongs to a Tucker-decomposed LoCon, which is not supported";
        }
        if (tensor.endsWith(".bias") || tensor.endsWith(".diff") || tensor.endsWith(".diff_b")) {
            return "changes a weight or bias outright, which is not supported";
        }
        return "is no LoRA tensor in diffusers, PEFT or kohya form";
    }
}
