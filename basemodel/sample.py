#!/usr/bin/env python
"""Sample the exported Diffusers folder: DDIM 50 steps, CFG 5, eta 1 (seeded), in bf16 where the CPU has it.

  python sample.py --prompts "a teal mug;three mugs" --each 4 --out grid.png     --stock: through StableDiffusionPipeline
Without --prompts a fixed list of 32 demo prompts is used, two images each.
"""
import argparse, os, time
import numpy as np, torch
from render import sheet

HERE = os.path.dirname(os.path.abspath(__file__))
MODEL = os.path.join(os.path.dirname(HERE), "src/main/resources/basemodel")      # the bundled model
DEMO = ["a mug", "a teal mug", "a lamp", "a red lamp on a cream background", "a bottle", "a plant", "a chair", "a tote bag",
        "a perfume", "a cushion", "a clock", "a sneaker", "a blue sneaker on the left", "a navy clock on a peach background",
        "two red lamps on a cream background", "three mugs", "three plants", "four bottles", "four teal tote bags", "two chairs",
        "a clock to the left of a bottle", "a mug above a cushion", "a lamp to the right of a plant", "a sneaker below a clock",
        "a mug with leaves", "a perfume with petals", "a green cushion with confetti", "a plant on a charcoal background",
        "a purple chair", "an orange sneaker", "a pink clock", "a white mug on a sky spotlight background"]


def load(path=MODEL):
    import warnings; warnings.filterwarnings("ignore")
    from diffusers import StableDiffusionPipeline
    from diffusers.utils import logging; logging.set_verbosity_error(); logging.disable_progress_bar()
    p = StableDiffusionPipeline.from_pretrained(path, safety_checker=None, torch_dtype=torch.float32)
    p.set_progress_bar_config(disable=True); return p


@torch.no_grad()
def generate(pipe, prompts, seed=0, steps=50, cfg=5., eta=1., bf16=True, batch=64):
    """uint8 [N,128,128,3]; image i depends only on (seed, i, prompt)"""
    tok = lambda P: torch.as_tensor(pipe.tokenizer(P, padding="max_length", max_length=pipe.tokenizer.model_max_length, truncation=True)["input_ids"])
    dt = torch.bfloat16 if bf16 else torch.float32
    u, out = pipe.unet.to(dt), []
    for b in range(0, len(prompts), batch):
        P = prompts[b:b + batch]; n = len(P)
        G = [torch.Generator().manual_seed(seed * 1_000_003 + b + i) for i in range(n)]
        rn = lambda: torch.stack([torch.randn(4, 16, 16, generator=g) for g in G])
        h = pipe.text_encoder(input_ids=torch.cat([tok([""] * n), tok(P)])).last_hidden_state.to(dt)
        x = rn(); s = pipe.scheduler; s.set_timesteps(steps)
        for t in s.timesteps:
            e = u(torch.cat([x, x]).to(dt), t, h).sample.float(); e0, e1 = e.chunk(2); e = e0 + cfg * (e1 - e0)
            x = s.step(e, t, x, eta=eta, variance_noise=rn() if eta > 0 else None).prev_sample
        im = torch.cat([pipe.vae.decode(z / pipe.vae.config.scaling_factor).sample for z in x.split(16)])
        out.append(((im + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy())
    pipe.unet.to(torch.float32)
    return np.concatenate(out)


if __name__ == "__main__":
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--prompts"); ap.add_argument("--each", type=int, default=2); ap.add_argument("--seed", type=int, default=0)
    ap.add_argument("--steps", type=int, default=50); ap.add_argument("--cfg", type=float, default=5.); ap.add_argument("--eta", type=float, default=1.)
    ap.add_argument("--out", default="grid.png"); ap.add_argument("--model", default=MODEL); ap.add_argument("--stock", action="store_true")
    ap.add_argument("--threads", type=int, default=2)
    a = ap.parse_args(); torch.set_num_threads(a.threads)
    pr = [p for p in (a.prompts.split(";") if a.prompts else DEMO) for _ in range(a.each)]
    pipe = load(a.model); t = time.time()
    if a.stock:
        r = pipe(pr, guidance_scale=a.cfg, eta=a.eta, num_inference_steps=a.steps, generator=torch.Generator().manual_seed(a.seed), output_type="np")
        im = (r.images * 255).round().astype(np.uint8)
    else: im = generate(pipe, pr, a.seed, a.steps, a.cfg, a.eta)
    sheet(list(im), a.out, texts=pr); print(f"{len(pr)} images in {time.time()-t:.1f} s -> {a.out}")
