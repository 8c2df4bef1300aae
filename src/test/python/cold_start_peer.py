#!/usr/bin/env python3
"""One picture by diffusers in a process of its own: the peer of Konomi's cold start; see cold_start.py."""

import argparse
import base64
import io


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("model", help="a folder in Diffusers layout")
    options.add_argument("--prompt", default="a mug")
    options.add_argument("--steps", type=int, default=4)
    options.add_argument("--guidance", type=float, default=5.0)
    options.add_argument("--seed", type=int, default=7)
    options.add_argument("--side", type=int, default=128)
    options.add_argument("--threads", type=int, default=0, help="0 leaves PyTorch its default")
    asked = options.parse_args()

    import torch
    from diffusers import StableDiffusionPipeline

    if asked.threads:
        torch.set_num_threads(asked.threads)
    pipeline = StableDiffusionPipeline.from_pretrained(
        asked.model, safety_checker=None, torch_dtype=torch.float32
    )
    pipeline.set_progress_bar_config(disable=True)
    picture = pipeline(
        asked.prompt,
        num_inference_steps=asked.steps,
        guidance_scale=asked.guidance,
        eta=1.0,
        height=asked.side,
        width=asked.side,
        generator=torch.Generator().manual_seed(asked.seed),
    ).images[0]
    png = io.BytesIO()
    picture.save(png, "PNG")
    print("painted", base64.b64encode(png.getvalue()).decode(), flush=True)


if __name__ == "__main__":
    main()
