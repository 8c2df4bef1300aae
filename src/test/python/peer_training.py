"""Training steps: DDPO and the forward-process loss on LoRA weights, and the reward encoder."""

import math

import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from peer_unet import config, fill, fresh_unet

HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)


class LoraStep:
    """A UNet whose adapter learns, with AdamW and a clipped gradient."""

    def __init__(self, command):
        self.data = load_file(command["inputs"])
        self.chunk = command["chunk"]
        self.max_norm = command["max_norm"]
        self.unet = fresh_unet(command["model"])
        self.unet.add_adapter(config(command["rank"]), "policy")
        fill(self.unet, "policy", command["adapters"][0])
        self.parameters = {n: p for n, p in self.unet.named_parameters() if ".lora_" in n}
        for parameter in self.parameters.values():
            parameter.requires_grad_(True)
        self.optimizer = torch.optim.AdamW(
            self.parameters.values(),
            lr=command["learning_rate"],
            betas=(0.9, 0.999),
            weight_decay=1e-4,
            eps=1e-8,
        )
        self.first = None

    def rows(self, *names):
        count = self.data[names[0]].shape[0]
        for start in range(0, count, self.chunk):
            yield tuple(self.data[name][start : start + self.chunk] for name in names)

    def run(self):
        self.optimizer.zero_grad()
        losses = [self.backward(part) for part in self.parts()]
        norm = torch.nn.utils.clip_grad_norm_(self.parameters.values(), self.max_norm)
        if self.first is None:
            self.first = {"loss": sum(losses).reshape(1), "norm": norm.reshape(1)}
            for name, parameter in self.parameters.items():
                self.first[name.replace(".policy.weight", "")] = parameter.grad.clone()
        self.optimizer.step()

    def results(self):
        return self.first


class PolicyStep(LoraStep):
    """The clipped surrogate of DDPO with guidance in the graph, on recorded steps of trajectories."""

    def __init__(self, command):
        super().__init__(command)
        self.guidance = command["guidance"]
        self.clip = command["clip_range"]
        self.empty = self.data.pop("empty_text")

    def parts(self):
        return self.rows("latents", "next", "timesteps", "text", "ofLatents", "ofOutput", "sigma", "old", "advantage")

    def backward(self, part):
        latents, following, timesteps, text, of_latents, of_output, sigma, old, advantage = part
        n = latents.shape[0]
        both = torch.cat([self.empty.expand(n, -1, -1), text])
        prediction = self.unet(torch.cat([latents, latents]), torch.cat([timesteps, timesteps]), both).sample
        unconditional, conditional = prediction.chunk(2)
        guided = unconditional + self.guidance * (conditional - unconditional)
        shape = (n, 1, 1, 1)
        mean = latents * of_latents.view(shape) + guided * of_output.view(shape)
        error = (following - mean) / sigma.view(shape)
        log_probability = -0.5 * error.square().mean(dim=(1, 2, 3)) - sigma.log() - HALF_LOG_TWO_PI
        ratio = (log_probability - old).exp()
        clipped = ratio.clamp(1 - self.clip, 1 + self.clip)
        loss = torch.maximum(-advantage * ratio, -advantage * clipped).sum() / self.data["latents"].shape[0]
        loss.backward()
        return loss.detach()


class ForwardStep(LoraStep):
    """Towards (or away from) the true noise: the old weights predict without a gradient, the new ones learn."""

    def parts(self):
        return self.rows("latents", "timesteps", "text", "truth", "strength")

    def backward(self, part):
        latents, timesteps, text, truth, strength = part
        with torch.no_grad():
            self.unet.disable_adapters()
            predicted = self.unet(latents, timesteps, text).sample
            self.unet.enable_adapters()
            target = predicted + strength.view(-1, 1, 1, 1) * (truth - predicted)
        prediction = self.unet(latents, timesteps, text).sample
        loss = (prediction - target).square().mean(dim=(1, 2, 3)).sum() / self.data["latents"].shape[0]
        loss.backward()
        return loss.detach()


class RewardEncoder(torch.nn.Module):
    """HERO's: three convolutions with pooling, a representation, a projection head."""

    def __init__(self, shape, representation, projections):
        super().__init__()
        channels = [shape[0], 8, 16, 32]
        for i in (1, 2, 3):
            setattr(self, f"conv{i}", torch.nn.Conv2d(channels[i - 1], channels[i], 3, padding=1))
        self.fc = torch.nn.Linear(32 * (shape[1] // 8) * (shape[2] // 8), representation)
        widths = [representation, *projections]
        self.head = torch.nn.ModuleList(torch.nn.Linear(a, b) for a, b in zip(widths, widths[1:]))

    def representation(self, x):
        for conv in (self.conv1, self.conv2, self.conv3):
            x = F.max_pool2d(F.relu(conv(x)), 2)
        return F.relu(self.fc(x.flatten(1)))

    def forward(self, x):
        x = self.representation(x)
        for i, layer in enumerate(self.head):
            x = layer(F.relu(x) if i > 0 else x)
        return x


def distance(a, b):
    return 1 - (F.cosine_similarity(a, b) + 1) / 2


class EncoderEpochs:
    """Full-batch epochs of the triplet loss with Adam, from the same first weights and triplets each time."""

    def __init__(self, command):
        self.data = load_file(command["inputs"])
        self.start = load_file(command["weights"])
        self.margin = command["margin"]
        self.learning_rate = command["learning_rate"]
        latents = self.data["latents"]
        widths = command["representation"], command["projections"]
        self.encoder = RewardEncoder(latents.shape[1:], *widths)
        self.losses = []

    def run(self):
        self.encoder.load_state_dict(self.start)
        optimizer = torch.optim.Adam(self.encoder.parameters(), lr=self.learning_rate)
        losses = []
        for positives, negatives in zip(self.data["positives"], self.data["negatives"]):
            projections = self.encoder(self.data["latents"])
            anchor = projections[:1]
            difference = distance(anchor, projections[positives]) - distance(anchor, projections[negatives])
            loss = F.relu(difference + self.margin).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.detach())
        self.losses = torch.stack(losses)

    def results(self):
        return {"losses": self.losses}
