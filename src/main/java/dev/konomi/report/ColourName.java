package dev.konomi.report;

/** What people call a colour; twenty names are enough to see what moved. */
final class ColourName {
    private static final double DARK = 0.22;
    private static final double GREYISH = 0.10;
    private static final double PALE = 0.42;
    private static final double BRIGHT = 0.75;

    private ColourName() {}

    /** @param red green and blue likewise, 0…1 */
    static String of(double red, double green, double blue) {
        double most = Math.max(red, Math.max(green, blue));
        double least = Math.min(red, Math.min(green, blue));
        double saturation = most == 0 ? 0 : (most - least) / most;
        if (most < DARK) {
            return "black";
        }
        if (saturation < GREYISH || (saturation < 0.25 && most < 0.5)) {
            return most > 0.93 ? "white" : most < 0.45 ? "charcoal" : "grey";
        }
        double hue = hue(red, green, blue, most, most - least);
        return saturation < PALE && most > BRIGHT ? pale(hue) : full(hue, most);
    }

    /** 0…360 degrees, red at 0. */
    private static double hue(double red, double green, double blue, double most, double span) {
        double sixth;
        if (most == red) {
            sixth = (green - blue) / span;
        } else if (most == green) {
            sixth = 2 + (blue - red) / span;
        } else {
            sixth = 4 + (red - green) / span;
        }
        return (60 * sixth + 360) % 360;
    }

    private static String pale(double hue) {
        if (hue < 12 || hue >= 290) {
            return "blush";
        }
        if (hue < 33) {
            return "peach";
        }
        if (hue < 68) {
            return "cream";
        }
        if (hue < 190) {
            return "mint";
        }
        return hue < 235 ? "sky" : "lavender";
    }

    private static String full(double hue, double value) {
        if (hue < 14 || hue >= 345) {
            return value < 0.4 ? "brown" : "red";
        }
        if (hue < 42) {
            return value < 0.6 ? "brown" : "orange";
        }
        if (hue < 66) {
            return value < 0.5 ? "brown" : "yellow";
        }
        if (hue < 163) {
            return "green";
        }
        if (hue < 204) {
            return "teal";
        }
        if (hue < 256) {
            return value < 0.5 ? "navy" : "blue";
        }
        return hue < 295 ? "purple" : "pink";
    }
}
