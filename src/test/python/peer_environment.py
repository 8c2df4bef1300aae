"""Runs a script inside a virtual environment of its own, made once from requirements.txt."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"


def require(script):
    """Goes on where torch and diffusers are there already; else starts the script again where they are."""
    if all(importlib.util.find_spec(name) for name in ("torch", "diffusers", "peft", "safetensors")):
        return
    python = VENV / "bin" / "python"
    if Path(sys.executable) == python:
        raise SystemExit(f"{VENV} lacks what requirements.txt asks for: delete it, so that it is made anew")
    if not python.exists():
        print(f"making {VENV} (once)", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        install = [python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"]
        subprocess.run(install, check=True, stdout=sys.stderr)
    os.execv(python, [str(python), str(Path(script).resolve()), *sys.argv[1:]])
