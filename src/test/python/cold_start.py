#!/usr/bin/env python3
"""Times the second start of the packaged Konomi, from its process to its first picture, beside diffusers.

Both run interleaved and paint the same 4-step picture from the same files. Needs target/quarkus-app; no package from
the registry for itself. See README.md beside this file.
"""

import argparse
import base64
import csv
import json
import os
import shlex
import signal
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
VENV = HERE / ".venv"
PATIENCE = 300
REQUEST = {
    "model": "base",
    "prompt": "a mug",
    "n": 1,
    "size": "128x128",
    "steps": 4,
    "guidance_scale": 5,
    "seed": 7,
    "response_format": "b64_json",
}


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


def require_png(text):
    if not base64.b64decode(text).startswith(b"\x89PNG"):
        raise SystemExit("expected a PNG, found " + text[:40])


class Peer:
    """diffusers in a fresh Python."""

    def __init__(self, python, model):
        self.label = "diffusers"
        self.command = [str(python), str(HERE / "cold_start_peer.py"), str(model)]

    def prepare(self):
        self.start()

    def start(self):
        environment = dict(os.environ, HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1")
        begin = time.perf_counter()
        process = subprocess.Popen(
            self.command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
        )
        line = next((line for line in process.stdout if line.startswith("painted ")), "")
        picture = time.perf_counter() - begin
        process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if not line:
            raise SystemExit(f"{shlex.join(self.command)} painted nothing and ended with {process.returncode}")
        require_png(line.split()[1])
        return {"picture_s": picture, "cpu_s": usage.ru_utime + usage.ru_stime, "peak_mib": usage.ru_maxrss / 1024}


class Konomi:
    """The packaged application with everything embedded, on a data folder that an earlier start has filled."""

    def __init__(self, label, java, jar, folder):
        self.label = label
        self.command = [*java, "-jar", str(jar)]
        self.folder = folder
        self.archives = Path(jar).parent / "class-archive"

    def prepare(self):
        """A start that fills the data folder, and stays until the first demo round is painted."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.run(lambda base, token: self.await_rounds(base, token))
        self.await_archive()
        self.start()

    def start(self):
        return self.run(lambda base, token: None)

    def run(self, then):
        port = free_port()
        base = f"http://127.0.0.1:{port}"
        environment = dict(os.environ, KONOMI_DATA=str(self.folder / "data"), QUARKUS_HTTP_PORT=str(port))
        with open(self.folder / "konomi.log", "ab") as log:
            begin = time.perf_counter()
            process = subprocess.Popen(
                self.command, cwd=self.folder, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
            try:
                figures = self.first_picture(process, port, begin)
                then(base, figures.pop("token"))
            finally:
                os.kill(process.pid, signal.SIGTERM)
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
        figures["cpu_s"] = usage.ru_utime + usage.ru_stime
        figures["peak_mib"] = usage.ru_maxrss / 1024  # the JVM's, not its database's
        return figures

    def first_picture(self, process, port, begin):
        while not self.listens(port):
            ended = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if ended or time.perf_counter() - begin > PATIENCE:
                raise SystemExit(f"Konomi does not start; see {self.folder / 'konomi.log'}")
            time.sleep(0.005)
        listening = time.perf_counter() - begin
        base = f"http://127.0.0.1:{port}"
        form = {"grant_type": "password", "username": "evaluator@acme", "password": "demo"}
        token = json.loads(post(base + "/auth/token", urllib.parse.urlencode(form).encode()))["access_token"]
        signed_in = time.perf_counter() - begin
        headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
        answer = self.paint(base, headers, begin)
        picture = time.perf_counter() - begin
        require_png(json.loads(answer)["data"][0]["b64_json"])
        return {"listening_s": listening, "token_s": signed_in, "picture_s": picture, "token": token}

    @staticmethod
    def paint(base, headers, begin):
        """The picture, asked for again while the base model is still loading (503)."""
        while True:
            try:
                return post(base + "/v1/images/generations", json.dumps(REQUEST).encode(), headers)
            except urllib.error.HTTPError as refusal:
                if refusal.code != 503 or time.perf_counter() - begin > PATIENCE:
                    raise
                time.sleep(0.005)

    @staticmethod
    def listens(port):
        with socket.socket() as door:
            return door.connect_ex(("127.0.0.1", port)) == 0

    def await_archive(self):
        """Where the archive is made by a process of its own after the first start has ended, until that has ended too."""
        deadline = time.monotonic() + PATIENCE
        time.sleep(1)
        while any(self.archives.glob("*.assembling")):
            if time.monotonic() > deadline:
                raise SystemExit(f"the archive in {self.archives} is not finished")
            time.sleep(1)

    @staticmethod
    def await_rounds(base, token):
        headers = {"Authorization": "Bearer " + token}
        url = base + "/v1/adapters/teal-mugs/rounds"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            rounds = json.loads(get(url, headers))["items"]
            if rounds and all(r["state"] != "SAMPLING" for r in rounds):
                return
            time.sleep(1)
        raise SystemExit("the first round is not painted")


def get(url, headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=PATIENCE) as response:
        return response.read()


def post(url, body, headers=None):
    """Sends until the answer is not 503: while the model is loading, a client tries again."""
    deadline = time.monotonic() + PATIENCE
    while True:
        request = urllib.request.Request(url, data=body, method="POST", headers=headers or {})
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            if error.code != 503 or time.monotonic() > deadline:
                raise SystemExit(f"POST {url}: {error.code} {error.read().decode(errors='replace')}") from error
            time.sleep(0.01)


def own_python():
    """The virtual environment of the scripts here, made on the first run."""
    python = VENV / "bin" / "python"
    if not python.exists():
        print(f"making {VENV} (once)", flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "-r", HERE / "requirements.txt"], check=True)
    return python


def contestants(asked):
    found = []
    for variant in asked.konomi or ["konomi=java"]:
        label, _, java = variant.partition("=")
        command = shlex.split(java)
        jar = asked.app
        if command and command[-1].endswith(".jar"):
            jar = Path(command.pop())
        found.append(Konomi(label, command, jar.resolve(), asked.data.resolve() / label))
    if not asked.no_peer:
        found.append(Peer(asked.python or own_python(), asked.model.resolve()))
    return found


def measure(asked):
    rows = []
    field = contestants(asked)
    for one in field:
        one.prepare()
    for run in range(1, asked.runs + 1):
        for one in field if run % 2 else reversed(field):
            figures = one.start()
            rows.append({"run": run, "who": one.label, **{k: round(v, 3) for k, v in figures.items()}})
            print(" ".join(f"{k}={v}" for k, v in rows[-1].items()), flush=True)
    return rows


def summary(rows, against):
    by = {}
    for row in rows:
        by.setdefault(row["who"], []).append(row)
    peer = by.get(against) or next(iter(by.values()))
    for who, mine in by.items():
        medians = {k: statistics.median(r[k] for r in mine) for k in mine[0] if k not in ("run", "who")}
        # runs of one turn stand side by side, so a busy moment hits both
        ratio = statistics.median(m["picture_s"] / p["picture_s"] for m, p in zip(mine, peer))
        figures = ", ".join(f"{k.replace('_', ' ')} {v:.2f}" for k, v in medians.items())
        print(f"{who}: {figures}; ratio {ratio:.2f} (median of {len(mine)})")


def write(rows, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    columns = ["run", "who", "listening_s", "token_s", "picture_s", "cpu_s", "peak_mib"]
    with open(file, "w", newline="", encoding="utf-8") as out:
        table = csv.DictWriter(out, columns, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--runs", type=int, default=7)
    options.add_argument("--app", type=Path, default=ROOT / "target/quarkus-app/quarkus-run.jar")
    options.add_argument(
        "--konomi",
        action="append",
        metavar="LABEL=JAVA [OPTION…] [JAR]",
        help="a way to start it; several may be given, and run interleaved; konomi=java when none is",
    )
    options.add_argument("--data", type=Path, default=ROOT / "target/cold-start", help="keeps the data folders")
    options.add_argument("--model", type=Path, default=ROOT / "src/main/resources/basemodel")
    options.add_argument("--python", type=Path, help="a Python with diffusers; an environment is made when not given")
    options.add_argument("--no-peer", action="store_true", help="Konomi's variants only")
    options.add_argument("--csv", type=Path)
    asked = options.parse_args()
    rows = measure(asked)
    summary(rows, "diffusers")
    if asked.csv:
        write(rows, asked.csv)


if __name__ == "__main__":
    main()
