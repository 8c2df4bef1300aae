"""A whole round of HERO in PyTorch: sample, reward encoder, rewards, policy update."""

import time

import torch
import torch.nn.functional as F

from peer_training import HALF_LOG_TWO_PI, RewardEncoder, distance
from peer_unet import config

PROMPTS = ["a mug", "a bottle", "a chair", "a clock"]
IMAGES, GOOD_EVERY, GUIDANCE, STEPS, RANK = 64, 5, 5.0, 20, 4
SAMPLES_AT_ONCE, PICTURES_AT_ONCE = 32, 8
RECIPES = {
    "hero": {"update": "forward", "learning_rate": 8e-4, "recorded": 5},
    "hero-ddpo": {"update": "ddpo", "learning_rate": 5e-4, "recorded": 20, "clip": 1e-3},
}


class Round:
    def __init__(self, command):
        from diffusers import StableDiffusionPipeline  # here, so that other cases do not carry it

        self.recipe = RECIPES[command["recipe"]]
        pipe = StableDiffusionPipeline.from_pretrained(
            command["model"], safety_checker=None, torch_dtype=torch.float32
        )
        self.tokenizer, self.text_encoder, self.vae = pipe.tokenizer, pipe.text_encoder.eval(), pipe.vae.eval()
        self.unet = pipe.unet.eval().requires_grad_(False)
        self.unet.add_adapter(config(RANK), "policy")
        self.parameters = {n: p for n, p in self.unet.named_parameters() if ".lora_" in n}
        self.alphas = pipe.scheduler.alphas_cumprod.float()
        stride = len(self.alphas) // STEPS
        self.timesteps = [1 + stride * i for i in reversed(range(STEPS))]
        self.before = [max(t - stride, 0) for t in self.timesteps]
        self.edge = pipe.unet.config.sample_size
        self.stages = {}

    def run(self):
        self.start_adapter()
        self.stages = {}
        with self.stage("sampling"), torch.inference_mode():
            texts = self.encode([*PROMPTS, ""])
            samples = [self.sample(texts, k) for k in range(0, IMAGES, SAMPLES_AT_ONCE)]
            latents = torch.cat([s["latents"] for s in samples])
            pictures = [
                self.vae.decode(part / self.vae.config.scaling_factor).sample
                for part in latents.split(PICTURES_AT_ONCE)
            ]
            assert sum(len(p) for p in pictures) == IMAGES
        latents, texts = latents.clone(), texts.clone()
        with self.stage("encoder"):
            encoder, good, bad = self.learn_encoder(latents)
        with self.stage("reward"):
            advantages = self.advantages(encoder, latents, good)
        with self.stage("policy"):
            optimizer = torch.optim.AdamW(
                self.parameters.values(), lr=self.recipe["learning_rate"], weight_decay=1e-4
            )
            if self.recipe["update"] == "forward":
                self.forward_update(optimizer, latents, texts, advantages)
            else:
                self.ddpo_update(optimizer, samples, texts, advantages)

    def start_adapter(self):
        for name, parameter in self.parameters.items():
            parameter.requires_grad_(True)
            if ".lora_A." in name:
                torch.nn.init.normal_(parameter, std=1 / RANK)
            else:
                torch.nn.init.zeros_(parameter)

    def encode(self, prompts):
        ids = self.tokenizer(
            prompts,
            padding="max_length",
            max_length=self.tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        ).input_ids
        return self.text_encoder(ids).last_hidden_state

    def sample(self, texts, first):
        """DDIM with eta 1 for some images at once; keeps the recorded steps."""
        self.unet.disable_adapters()
        n = min(SAMPLES_AT_ONCE, IMAGES - first)
        prompts = texts[torch.arange(first, first + n) % len(PROMPTS)]
        both = torch.cat([texts[-1:].expand(n, -1, -1), prompts])
        kept = torch.stack([torch.randperm(STEPS)[: self.recipe["recorded"]] for _ in range(n)])
        x = torch.randn(n, 4, self.edge, self.edge)
        steps = []
        for i, t in enumerate(self.timesteps):
            without, with_prompt = self.unet(torch.cat([x, x]), t, both).sample.chunk(2)
            of_latents, of_output, sigma = self.coefficients(i)
            noise = torch.randn_like(x)
            mean = of_latents * x + of_output * (without + GUIDANCE * (with_prompt - without))
            following = mean + sigma * noise
            log_probability = -0.5 * noise.square().mean(dim=(1, 2, 3)) - sigma.log() - HALF_LOG_TWO_PI
            for row in (kept == i).any(dim=1).nonzero().flatten().tolist():
                steps.append((first + row, i, x[row], following[row], log_probability[row]))
            x = following
        self.unet.enable_adapters()
        return {"latents": x, "steps": steps}

    def coefficients(self, i):
        at, to = self.alphas[self.timesteps[i]], self.alphas[self.before[i]]
        sigma = ((1 - to) / (1 - at) * (1 - at / to)).clamp(min=0).sqrt()
        direction = (1 - to - sigma**2).clamp(min=0).sqrt()
        return (to / at).sqrt(), direction - (to * (1 - at) / at).sqrt(), sigma

    def learn_encoder(self, latents):
        good = torch.arange(GOOD_EVERY, IMAGES, GOOD_EVERY)
        bad = torch.tensor([k for k in range(IMAGES) if k % GOOD_EVERY])
        encoder = RewardEncoder(latents.shape[1:], 256, [256, 128, 64])
        optimizer = torch.optim.Adam(encoder.parameters(), lr=1e-3)
        for _ in range(100):
            positive = good[torch.randint(len(good), (IMAGES,))]
            negative = bad[torch.randint(len(bad), (IMAGES,))]
            projections = encoder(latents)
            anchor = projections[:1]
            difference = distance(anchor, projections[positive]) - distance(anchor, projections[negative])
            optimizer.zero_grad()
            F.relu(difference + 0.5).mean().backward()
            optimizer.step()
        return encoder, good, bad

    @torch.no_grad()
    def advantages(self, encoder, latents, good):
        representations = encoder.representation(latents)
        similarity = (F.cosine_similarity(representations, representations[:1]) + 1) / 2
        label = torch.zeros(IMAGES)
        label[0], label[good] = 1, 1
        reward = 0.5 * similarity + 0.5 * label
        return ((reward - reward.mean()) / (reward.std(correction=0) + 1e-8)).clamp(-5, 5)

    def step(self, optimizer):
        torch.nn.utils.clip_grad_norm_(self.parameters.values(), 1)
        optimizer.step()

    def forward_update(self, optimizer, latents, texts, advantages, at_once=20):
        strengths = (0.5 * advantages).clamp(-1, 1)
        for _ in range(32):
            optimizer.zero_grad()
            for _ in range(0, 40, at_once):
                images = torch.randint(IMAGES, (at_once,))
                t = torch.randint(1, len(self.alphas), (at_once,))
                prompts = images % len(PROMPTS)
                prompts[torch.rand(at_once) < 0.1] = len(PROMPTS)
                truth = torch.randn(at_once, *latents.shape[1:])
                alpha = self.alphas[t].view(-1, 1, 1, 1)
                noised = alpha.sqrt() * latents[images] + (1 - alpha).sqrt() * truth
                with torch.no_grad():
                    self.unet.disable_adapters()
                    old = self.unet(noised, t, texts[prompts]).sample
                    self.unet.enable_adapters()
                target = old + strengths[images].view(-1, 1, 1, 1) * (truth - old)
                error = (self.unet(noised, t, texts[prompts]).sample - target).square().mean(dim=(1, 2, 3))
                (error.sum() / 40).backward()
            self.step(optimizer)

    def ddpo_update(self, optimizer, samples, texts, advantages, at_once=10):
        recorded = {}
        for sample in samples:
            for step in sample["steps"]:
                if self.coefficients(step[1])[2] > 0:
                    recorded.setdefault(step[0], []).append(step)
        order = torch.randperm(IMAGES).tolist()
        for first in range(0, IMAGES, 2):
            steps = [step for image in order[first : first + 2] for step in recorded[image]]
            optimizer.zero_grad()
            for start in range(0, len(steps), at_once):
                self.surrogate(steps[start : start + at_once], texts, advantages, len(steps)).backward()
            self.step(optimizer)

    def surrogate(self, steps, texts, advantages, count):
        n = len(steps)
        images = torch.tensor([step[0] for step in steps])
        t = torch.tensor([self.timesteps[step[1]] for step in steps])
        x, following = torch.stack([s[2] for s in steps]).clone(), torch.stack([s[3] for s in steps]).clone()
        old = torch.stack([s[4] for s in steps]).clone()
        of_latents, of_output, sigma = (
            torch.stack(c).view(-1, 1, 1, 1) for c in zip(*(self.coefficients(s[1]) for s in steps))
        )
        both = torch.cat([texts[-1:].expand(n, -1, -1), texts[images % len(PROMPTS)]])
        without, with_prompt = self.unet(torch.cat([x, x]), torch.cat([t, t]), both).sample.chunk(2)
        mean = of_latents * x + of_output * (without + GUIDANCE * (with_prompt - without))
        error = ((following - mean) / sigma).square().mean(dim=(1, 2, 3))
        ratio = (-0.5 * error - sigma.flatten().log() - HALF_LOG_TWO_PI - old).exp()
        clip, advantage = self.recipe["clip"], advantages[images]
        return torch.maximum(-advantage * ratio, -advantage * ratio.clamp(1 - clip, 1 + clip)).sum() / count

    def stage(self, name):
        return Stage(self.stages, name)

    def results(self):
        norm = sum(p.detach().square().sum() for n, p in self.parameters.items() if ".lora_B." in n).sqrt()
        return {"weight_norm": norm.reshape(1)} | {n: torch.tensor([s]) for n, s in self.stages.items()}


class Stage:
    def __init__(self, stages, name):
        self.stages, self.name = stages, name

    def __enter__(self):
        self.begin = time.perf_counter()

    def __exit__(self, *failure):
        self.stages[self.name] = time.perf_counter() - self.begin
