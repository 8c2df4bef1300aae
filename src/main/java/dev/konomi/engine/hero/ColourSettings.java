package dev.konomi.engine.hero;

import java.util.regex.Pattern;

/**
 * What a picture's colours should be, for the hand-made reward; unused by the other sources.
 *
 * @param subject of what is in the middle, {@code #rrggbb}
 * @param background along the edges, {@code #rrggbb}
 */
public record ColourSettings(String subject, String background) {
    private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");
    private static final int CHANNELS = 3;

    void check(RecipeCheck check) {
        check("reward.colours.subject", subject, check);
        check("reward.colours.background", background, check);
    }

    private static void check(String field, String colour, RecipeCheck check) {
        if (!HEX.matcher(colour).matches()) {
            check.add(field, "is " + colour, "a colour as #rrggbb");
        }
    }

    /** The subject's red, green and blue, each −1…1. */
    float[] subjectPixel() {
        return pixel(subject);
    }

    /** The background's red, green and blue, each −1…1. */
    float[] backgroundPixel() {
        return pixel(background);
    }

    private static float[] pixel(String colour) {
        float[] pixel = new float[CHANNELS];
        for (int i = 0; i < CHANNELS; i++) {
            pixel[i] = Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16) / 127.5f - 1;
        }
        return pixel;
    }
}
