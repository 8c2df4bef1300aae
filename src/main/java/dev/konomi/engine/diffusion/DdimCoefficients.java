package dev.konomi.engine.diffusion;

/**
 * One DDIM step as three numbers: x_{t−1} = ofLatents · x_t + ofOutput · output + sigma · noise, where output is what the
 * UNet predicts (noise or velocity, guidance applied).
 *
 * @param sigma standard deviation of x_{t−1}; 0 where the step is deterministic
 */
public record DdimCoefficients(double ofLatents, double ofOutput, double sigma) {}
