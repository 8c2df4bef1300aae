package dev.konomi.learning;

import java.util.Locale;

/**
 * One round's line of the results. NaN where nothing was measured.
 *
 * @param round 0 is the base model
 * @param labels verdicts given so far
 * @param images of each evaluation
 * @param fresh success on trained prompts from Gaussian noise
 * @param unseen the same on prompts that were never trained
 * @param bank success on trained prompts from the noise bank
 * @param own success of the round's own images from Gaussian noise, painted with the version before by DDIM
 * @param diversity mean distance between the fresh images' latents, over the base model's
 * @param colours that the judge sees among the fresh images' products
 * @param backgrounds that it sees among them
 * @param drift mean distance to the base model's image of the same seed, on audit prompts, over the distance between two
 *     of the base model's images
 * @param weightNorm of all LoRA B matrices
 * @param seconds that the round took, evaluation included
 */
record Row(
        String task,
        String method,
        long seed,
        int round,
        int labels,
        int images,
        double fresh,
        double unseen,
        double bank,
        double own,
        double diversity,
        int colours,
        int backgrounds,
        double drift,
        double weightNorm,
        double seconds) {
    static final String HEADER = "task,method,seed,round,labels,images,fresh,unseen,bank,own,diversity,colours,"
            + "backgrounds,drift,weight_norm,seconds";

    String run() {
        return task + "/" + method + "/" + seed;
    }

    String line() {
        return String.format(
                Locale.ROOT,
                "%s,%s,%d,%d,%d,%d,%.4f,%.4f,%.4f,%.4f,%.4f,%d,%d,%.4f,%.4f,%.1f",
                task,
                method,
                seed,
                round,
                labels,
                images,
                fresh,
                unseen,
                bank,
                own,
                diversity,
                colours,
                backgrounds,
                drift,
                weightNorm,
                seconds);
    }

    static Row parse(String line) {
        String[] f = line.split(",", -1);
        return new Row(
                f[0],
                f[1],
                Long.parseLong(f[2]),
                Integer.parseInt(f[3]),
                Integer.parseInt(f[4]),
                Integer.parseInt(f[5]),
                Double.parseDouble(f[6]),
                Double.parseDouble(f[7]),
                Double.parseDouble(f[8]),
                Double.parseDouble(f[9]),
                Double.parseDouble(f[10]),
                Integer.parseInt(f[11]),
                Integer.parseInt(f[12]),
                Double.parseDouble(f[13]),
                Double.parseDouble(f[14]),
                Double.parseDouble(f[15]));
    }
}
