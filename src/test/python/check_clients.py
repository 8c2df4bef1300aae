#!/usr/bin/env python3
"""Checks a running Konomi with the OpenAI client and with diffusers; see README.md beside this file."""

import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
VENV = HERE / ".venv"
TOLERANCE = 1e-3


def in_own_environment():
    """Runs this script again inside a virtual environment that holds what requirements.txt asks for."""
    if os.environ.get("KONOMI_CHECK_CLIENTS"):
        return
    python = VENV / "bin" / "python"
    if not python.exists():
        print(f"making {VENV} (once)")
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    os.environ["KONOMI_CHECK_CLIENTS"] = "1"
    os.execv(python, [str(python), str(Path(__file__).resolve()), *sys.argv[1:]])


class Konomi:
    """The few calls that the OpenAI client has no name for."""

    def __init__(self, base_url, user, password):
        self.base_url = base_url.rstrip("/")
        form = {"grant_type": "password", "username": user, "password": password}
        answer, _ = self.call("POST", "/auth/token", urllib.parse.urlencode(form).encode(), token=None)
        self.token = json.loads(answer)["access_token"]

    def call(self, method, path, body=None, headers=None, token="own"):
        request = urllib.request.Request(self.base_url + path, data=body, method=method, headers=headers or {})
        if token is not None:
            request.add_header("Authorization", "Bearer " + self.token)
        try:
            with urllib.request.urlopen(request, timeout=600) as response:
                return response.read(), response.headers
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{method} {path}: {error.code} {error.read().decode(errors='replace')}") from error

    def adapter(self, name):
        body, headers = self.call("GET", f"/v1/adapters/{name}")
        return json.loads(body), headers.get("ETag")

    def lora(self, name, version, form):
        return self.call("GET", f"/v1/adapters/{name}/versions/{version}/lora.safetensors?format={form}")[0]

    def publish(self, name, lora):
        """Imports a LoRA file as the next version and makes it live."""
        self.call(
            "POST", f"/v1/adapters/{name}/versions", lora, {"Content-Type": "application/octet-stream"}
        )
        adapter, etag = self.adapter(name)
        self.call(
            "PUT",
            f"/v1/adapters/{name}/live",
            json.dumps({"version": adapter["newest"]}).encode(),
            {"Content-Type": "application/json", "If-Match": etag},
        )


def check_openai(konomi, adapter, size):
    from openai import OpenAI

    client = OpenAI(base_url=konomi.base_url + "/v1", api_key=konomi.token)
    names = [model.id for model in client.models.list()]
    print("models:", ", ".join(names))
    assert "base" in names and any(name.split("@")[0] == adapter for name in names), names
    for model in ("base", adapter):
        answer = client.images.generate(
            model=model,
            prompt="a mug",
            n=1,
            size=size,
            response_format="b64_json",
            extra_body={"seed": 7, "steps": 10},
        )
        picture = base64.b64decode(answer.data[0].b64_json)
        assert picture.startswith(b"\x89PNG"), picture[:20]
        print(f"images.generate(model={model!r}): a PNG of {len(picture)} bytes")


def pipeline(model):
    from diffusers import StableDiffusionPipeline
    import torch

    return StableDiffusionPipeline.from_pretrained(model, safety_checker=None, torch_dtype=torch.float32)


def random_lora(model):
    """A LoRA on every attention projection that changes the picture visibly."""
    import torch
    from peft import LoraConfig, get_peft_model_state_dict
    from diffusers import StableDiffusionPipeline

    torch.manual_seed(11)
    pipe = pipeline(model)
    targets = ["to_q", "to_k", "to_v", "to_out.0"]
    pipe.unet.add_adapter(LoraConfig(r=4, lora_alpha=4, init_lora_weights="gaussian", target_modules=targets))
    for name, parameter in pipe.unet.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(parameter, std=0.05)
    with tempfile.TemporaryDirectory() as folder:
        StableDiffusionPipeline.save_lora_weights(folder, get_peft_model_state_dict(pipe.unet))
        return (Path(folder) / "pytorch_lora_weights.safetensors").read_bytes()


def check_diffusers(konomi, adapter, version, model, java):
    import torch
    from safetensors.torch import load_file, save_file

    torch.manual_seed(3)
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        pipe = pipeline(model)
        edge = pipe.unet.config.sample_size
        prompts = ["a mug", "a teal mug on a cream background", ""]
        ids = pipe.tokenizer(
            prompts,
            padding="max_length",
            max_length=pipe.tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        ).input_ids
        with torch.no_grad():
            inputs = {
                "latents": torch.randn(len(prompts), pipe.unet.config.in_channels, edge, edge),
                "timesteps": torch.tensor([981.0, 501.0, 21.0]),
                "text": pipe.text_encoder(ids).last_hidden_state.contiguous(),
            }
        save_file(inputs, folder / "inputs.safetensors")
        base = predict(pipe, inputs)
        compare("base", base, ours(model, "base", folder, java))
        for form in ("diffusers", "kohya"):
            lora = folder / f"{form}.safetensors"
            lora.write_bytes(konomi.lora(adapter, version, form))
            pipe = pipeline(model)
            pipe.load_lora_weights(lora)
            theirs = predict(pipe, inputs)
            compare(f"{adapter}@{version}, {form}", theirs, ours(model, lora, folder, java))
            moved = ((theirs - base).norm() / base.norm()).item()
            print(f"  and the adapter moves the prediction by {moved:.2e}")
            assert moved > 0, "the LoRA changed nothing"


def predict(pipe, inputs):
    import torch

    with torch.no_grad():
        return pipe.unet(inputs["latents"], inputs["timesteps"], inputs["text"]).sample


def ours(model, lora, folder, java):
    from safetensors.torch import load_file

    app = ROOT / "target" / "quarkus-app"
    if not app.exists():
        raise SystemExit(f"{app} is missing: run ./mvnw package -DskipTests first")
    classpath = os.pathsep.join(
        map(str, [ROOT / "target" / "test-classes", app / "app" / "*", app / "lib" / "main" / "*"])
    )
    output = folder / "prediction.safetensors"
    subprocess.run(
        [java, "-cp", classpath, "dev.konomi.engine.NoisePredictionDump"]
        + [str(model), str(lora), str(folder / "inputs.safetensors"), str(output)],
        check=True,
    )
    return load_file(output)["prediction"]


def compare(what, theirs, prediction):
    error = ((prediction - theirs).norm() / theirs.norm()).item()
    print(f"noise prediction, {what}: relative error {error:.2e}")
    assert error <= TOLERANCE, f"{what}: {error} is more than {TOLERANCE}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base-url", default="http://127.0.0.1:8080")
    parser.add_argument("--user", default="admin@acme", help="may generate and export: a tenant-admin")
    parser.add_argument("--password", default="demo")
    parser.add_argument("--adapter", default="teal-mugs")
    parser.add_argument("--size", default="128x128")
    parser.add_argument("--model", type=Path, default=ROOT / "src/main/resources/basemodel", help="what Konomi runs on")
    parser.add_argument("--java", default="java")
    parser.add_argument("--make-version", action="store_true", help="import and promote a random LoRA if none is live")
    arguments = parser.parse_args()
    in_own_environment()

    konomi = Konomi(arguments.base_url, arguments.user, arguments.password)
    adapter, _ = konomi.adapter(arguments.adapter)
    if adapter["live"] == 0:
        if not arguments.make_version:
            raise SystemExit(f"{arguments.adapter} has no promoted version; see --make-version")
        konomi.publish(arguments.adapter, random_lora(arguments.model))
        adapter, _ = konomi.adapter(arguments.adapter)
    check_openai(konomi, arguments.adapter, arguments.size)
    check_diffusers(konomi, arguments.adapter, adapter["live"], arguments.model, arguments.java)
    print("all is well")


if __name__ == "__main__":
    main()
