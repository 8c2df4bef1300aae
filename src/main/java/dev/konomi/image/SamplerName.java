package dev.konomi.image;

import dev.konomi.engine.diffusion.Ddim;
import dev.konomi.engine.diffusion.DpmSolver;
import dev.konomi.engine.diffusion.Sampler;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The samplers that a request may name. */
enum SamplerName {
    /** DDIM with the configured eta, as adapters are trained with it. */
    DDIM,
    /** DPM-Solver++ (2M): deterministic, for few steps. */
    DPMPP_2M;

    static final String ALLOWED = "ddim or dpmpp_2m";

    static Optional<SamplerName> parse(String name) {
        return Arrays.stream(values())
                .filter(sampler -> sampler.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** @param eta of DDIM; the other has none */
    Sampler with(float eta) {
        return switch (this) {
            case DDIM -> new Ddim(eta);
            case DPMPP_2M -> new DpmSolver();
        };
    }
}
