"""One UNet evaluation: base, one adapter, eight adapters in turn, and PEFT's mixed batch."""

import torch
from diffusers import UNet2DConditionModel
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file

TARGETS = ["to_q", "to_k", "to_v", "to_out.0"]
PARTS = {"down": "lora_A", "up": "lora_B"}
BASE = "__base__"  # PEFT's name for no adapter
UNETS = {}


def base_unet(model):
    """The UNet of a Diffusers folder in fp32, frozen; the same object for every case that changes nothing of it."""
    if model not in UNETS:
        UNETS[model] = fresh_unet(model)
    return UNETS[model]


def fresh_unet(model):
    unet = UNet2DConditionModel.from_pretrained(model, subfolder="unet", torch_dtype=torch.float32)
    return unet.eval().requires_grad_(False)


def config(rank):
    return LoraConfig(r=rank, lora_alpha=rank, target_modules=TARGETS)


def fill(unet, name, file):
    """Copies an adapter's file (diffusers form) into the PEFT layers of that name."""
    parameters = {k.removeprefix("base_model.model."): v for k, v in unet.named_parameters()}
    for key, tensor in load_file(file).items():
        site, part = key.removeprefix("unet.").removesuffix(".weight").split(".lora.")
        parameters[f"{site}.{PARTS[part]}.{name}.weight"].data.copy_(tensor)


class Batch:
    def __init__(self, command):
        tensors = load_file(command["inputs"])
        self.inputs = (tensors["latents"], tensors["timesteps"], tensors["text"])
        self.slots = tensors["slots"].tolist()
        self.prediction = None

    def results(self):
        return {"prediction": self.prediction}


class Evaluation(Batch):
    """The whole batch through the base model, or with one adapter on every row."""

    def __init__(self, command):
        super().__init__(command)
        if command["adapters"]:
            self.unet = fresh_unet(command["model"])
            self.unet.add_adapter(config(command["rank"]), "only")
            fill(self.unet, "only", command["adapters"][0])
        else:
            self.unet = base_unet(command["model"])

    @torch.no_grad()
    def run(self):
        self.prediction = self.unet(*self.inputs).sample


class Switching(Batch):
    """As pipelines with several adapters do it: rows grouped by adapter, one set_adapter and one call for each."""

    def __init__(self, command):
        super().__init__(command)
        self.unet = fresh_unet(command["model"])
        for slot, file in enumerate(command["adapters"], 1):
            self.unet.add_adapter(config(command["rank"]), f"slot{slot}")
            fill(self.unet, f"slot{slot}", file)

    @torch.no_grad()
    def run(self):
        self.prediction = torch.empty_like(self.inputs[0])
        for slot in sorted(set(self.slots)):
            rows = [row for row, other in enumerate(self.slots) if other == slot]
            if slot == 0:
                self.unet.disable_adapters()
            else:
                self.unet.set_adapter(f"slot{slot}")
            self.prediction[rows] = self.unet(*(tensor[rows] for tensor in self.inputs)).sample
            if slot == 0:
                self.unet.enable_adapters()


class MixedBatch(Batch):
    """PEFT's own mixed batch: every row names its adapter."""

    def __init__(self, command):
        super().__init__(command)
        unet = fresh_unet(command["model"])
        for slot, file in enumerate(command["adapters"], 1):
            name = f"slot{slot}"
            if slot == 1:
                unet = get_peft_model(unet, config(command["rank"]), adapter_name=name)
            else:
                unet.add_adapter(name, config(command["rank"]))
            fill(unet, name, file)
        self.unet = unet.eval()
        self.names = [BASE if slot == 0 else f"slot{slot}" for slot in self.slots]

    @torch.no_grad()
    def run(self):
        self.prediction = self.unet(*self.inputs, adapter_names=self.names).sample
