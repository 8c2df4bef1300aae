package dev.konomi.image;

import dev.konomi.web.ProblemException;
import java.math.BigDecimal;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns a request into a {@link Generation}, or says which field is wrong and what was expected of it. */
final class ImageRequestCheck {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");
    private static final int SIDE_MULTIPLE = 8;

    private final ImageLimits limits;
    private final LongSupplier randomSeed;

    ImageRequestCheck(ImageLimits limits, LongSupplier randomSeed) {
        this.limits = limits;
        this.randomSeed = randomSeed;
    }

    Generation check(ImageRequest request) {
        int count = whole("n", request.n(), 1, 1, ImageLimits.IMAGES_A_REQUEST);
        refuseUnless(request.stream() == null || !request.stream(), "stream", "streaming is not offered: leave it out");
        refuseUnless(
                request.outputFormat() == null || request.outputFormat().equals("png"),
                "output_format",
                "expected png, found " + request.outputFormat());
        String size = request.size() == null || request.size().equals("auto")
                ? limits.defaultSidePx() + "x" + limits.defaultSidePx()
                : request.size();
        Matcher sides = SIZE.matcher(size);
        refuseUnless(sides.matches(), "size", "expected WIDTHxHEIGHT in pixels, as in 128x128, found " + size);
        return new Generation(
                model(request.model()),
                prompt(request.prompt()),
                text("negative_prompt", request.negativePrompt() == null ? "" : request.negativePrompt()),
                count,
                side("width", Integer.parseInt(sides.group(1))),
                side("height", Integer.parseInt(sides.group(2))),
                whole("steps", request.steps(), limits.defaultSteps(), 1, limits.maxSteps()),
                guidanceScale(request.guidanceScale()),
                sampler(request.sampler()),
                seed(request.seed(), count),
                asUrl(request.responseFormat()));
    }

    private static ModelName model(@Nullable String model) {
        String name = model == null ? ModelName.BASE : model;
        return ModelName.parse(name).orElseThrow(() -> ModelNames.unknown(name));
    }

    private String prompt(@Nullable String prompt) {
        if (prompt == null || prompt.isBlank()) {
            throw refuse("prompt", "expected a text, found none");
        }
        return text("prompt", prompt);
    }

    private String text(String field, String text) {
        int characters = text.codePointCount(0, text.length());
        refuseUnless(
                characters <= limits.promptCharacters(),
                field,
                "expected at most " + limits.promptCharacters() + " characters, found " + characters);
        refuseUnless(
                text.chars().noneMatch(c -> c == 0 || (Character.isISOControl(c) && !Character.isWhitespace(c))),
                field,
                "expected plain text, found control characters");
        return text;
    }

    private int side(String side, int px) {
        refuseUnless(
                px % SIDE_MULTIPLE == 0 && px >= limits.minSidePx() && px <= limits.maxSidePx(),
                "size",
                "expected a " + side + " that is a multiple of " + SIDE_MULTIPLE + " from " + limits.minSidePx()
                        + " to " + limits.maxSidePx() + " pixels, found " + px);
        return px;
    }

    private float guidanceScale(@Nullable BigDecimal value) {
        if (value == null) {
            return limits.defaultGuidanceScale();
        }
        refuseUnless(
                value.signum() >= 0 && value.compareTo(BigDecimal.valueOf(limits.maxGuidanceScale())) <= 0,
                "guidance_scale",
                "expected a number from 0 to " + limits.maxGuidanceScale() + ", found " + value);
        return value.floatValue();
    }

    private static SamplerName sampler(@Nullable String name) {
        return name == null
                ? SamplerName.DDIM
                : SamplerName.parse(name)
                        .orElseThrow(() -> refuse("sampler", "expected " + SamplerName.ALLOWED + ", found " + name));
    }

    private long seed(@Nullable BigDecimal value, int count) {
        long largest = ImageLimits.MAX_SEED - (count - 1);
        if (value == null) {
            return Math.floorMod(randomSeed.getAsLong(), 1L << 32);
        }
        return wholeLong("seed", value, 0, largest);
    }

    private static boolean asUrl(@Nullable String format) {
        if (format == null || format.equals("b64_json")) {
            return false;
        }
        refuseUnless(format.equals("url"), "response_format", "expected b64_json or url, found " + format);
        return true;
    }

    private static int whole(String field, @Nullable BigDecimal value, int whenAbsent, int least, int most) {
        return value == null ? whenAbsent : (int) wholeLong(field, value, least, most);
    }

    private static long wholeLong(String field, BigDecimal value, long least, long most) {
        boolean inRange = value.compareTo(BigDecimal.valueOf(least)) >= 0
                && value.compareTo(BigDecimal.valueOf(most)) <= 0
                && value.stripTrailingZeros().scale() <= 0;
        refuseUnless(inRange, field, "expected a whole number from " + least + " to " + most + ", found " + value);
        return value.longValue();
    }

    private static void refuseUnless(boolean condition, String field, String detail) {
        if (!condition) {
            throw refuse(field, detail);
        }
    }

    private static ProblemException refuse(String field, String detail) {
        return ProblemException.invalid(field, detail);
    }
}
