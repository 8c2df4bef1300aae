#!/usr/bin/env python3
"""Writes src/test/resources/sampler: what diffusers' DPM-Solver++ (2M) paints with the golden models; see README.md."""

import json
from pathlib import Path

import peer_environment

HERE = Path(__file__).resolve().parent
RESOURCES = HERE.parent / "resources"
STEPS = [1, 2, 4, 10, 20, 25]
# every setting that changes what the scheduler computes
SETTINGS = {
    "algorithm_type": "dpmsolver++",
    "solver_order": 2,
    "solver_type": "midpoint",
    "lower_order_final": True,
    "euler_at_final": False,
    "final_sigmas_type": "zero",
    "timestep_spacing": "trailing",
    "thresholding": False,
    "use_karras_sigmas": False,
    "use_exponential_sigmas": False,
    "use_beta_sigmas": False,
    "use_lu_lambdas": False,
    "use_flow_sigmas": False,
    "rescale_betas_zero_snr": False,
}
# height and width of the latents: small, and once not square
SIZES = {"sd1-tiny": (8, 8), "sd2-tiny": (8, 16)}


def trajectories(folder, height, width):
    """Whole guided trajectories; the network runs in float64, the scheduler in its own float32."""
    import torch
    from diffusers import DPMSolverMultistepScheduler, UNet2DConditionModel
    from safetensors.torch import load_file

    cases = load_file(folder / "cases.safetensors")
    scale = json.loads((folder / "cases.json").read_text())["guidance_scale"]
    texts = torch.cat([cases["ddim.cond"][:1], cases["ddim.uncond"][:1]]).double()
    unet = UNet2DConditionModel.from_pretrained(folder / "model", subfolder="unet").double().eval()
    noise = torch.randn(1, unet.config.in_channels, height, width, generator=torch.Generator().manual_seed(5))
    found = {}
    for steps in STEPS:
        scheduler = DPMSolverMultistepScheduler.from_pretrained(
            folder / "model", subfolder="scheduler", **SETTINGS
        )
        scheduler.set_timesteps(steps)
        x = noise.double()
        latents = [x]
        for t in scheduler.timesteps:
            with torch.no_grad():
                conditional, unconditional = unet(torch.cat([x, x]), t, texts).sample.chunk(2)
            output = unconditional + scale * (conditional - unconditional)
            x = scheduler.step(output, t, x).prev_sample
            latents.append(x)
        found[f"{steps}.timesteps"] = scheduler.timesteps.to(torch.int64)
        found[f"{steps}.latents"] = torch.cat(latents).float()
    return found


def main():
    peer_environment.require(__file__)
    import diffusers
    import torch
    from safetensors.torch import save_file

    torch.set_num_threads(1)
    to = RESOURCES / "sampler"
    to.mkdir(exist_ok=True)
    for name, (height, width) in SIZES.items():
        save_file(trajectories(RESOURCES / "golden" / name, height, width), to / f"{name}.safetensors")
    about = {"diffusers": diffusers.__version__, "scheduler": "DPMSolverMultistepScheduler", "steps": STEPS}
    (to / "cases.json").write_text(json.dumps({**about, "settings": SETTINGS}, indent=2) + "\n")


if __name__ == "__main__":
    main()
