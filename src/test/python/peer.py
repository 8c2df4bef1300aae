#!/usr/bin/env python3
"""The benchmark's other side: the same work in diffusers, PEFT and PyTorch; see README.md beside this file.

Reads one JSON command a line from standard input and answers each with one line on standard output:

    {"do": "open", "id": "a", "case": "unet", ...}   prepares a case
    {"do": "run", "id": "a"}                          runs it once: {"wall": seconds, "cpu": seconds}
    {"do": "dump", "id": "a", "file": "out"}          writes what the last run computed, as safetensors
    {"do": "close", "id": "a"}                        forgets it
"""

import argparse
import json
import os
import sys
import time
import traceback

import peer_environment

peer_environment.require(__file__)

import torch  # noqa: E402  (after the environment)

import peer_round  # noqa: E402
import peer_training  # noqa: E402
import peer_unet  # noqa: E402

CASES = {
    "unet": peer_unet.Evaluation,
    "switching": peer_unet.Switching,
    "mixed": peer_unet.MixedBatch,
    "policy": peer_training.PolicyStep,
    "forward": peer_training.ForwardStep,
    "encoder": peer_training.EncoderEpochs,
    "round": peer_round.Round,
}


class Peer:
    def __init__(self):
        self.cases = {}

    def answer(self, command):
        return getattr(self, command["do"])(command)

    def open(self, command):
        self.cases[command["id"]] = CASES[command["case"]](command)
        return {}

    def run(self, command):
        case = self.cases[command["id"]]
        wall, cpu = time.perf_counter(), time.process_time()
        case.run()
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}

    def dump(self, command):
        from safetensors.torch import save_file

        results = self.cases[command["id"]].results()
        save_file({name: tensor.detach().contiguous() for name, tensor in results.items()}, command["file"])
        return {}

    def close(self, command):
        self.cases.pop(command["id"])
        return {}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, required=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    answers = os.fdopen(os.dup(1), "w")  # whatever libraries print goes to standard error
    os.dup2(2, 1)
    peer = Peer()
    print(json.dumps({"torch": torch.__version__}), file=answers, flush=True)
    for line in sys.stdin:
        try:
            reply = peer.answer(json.loads(line))
        except Exception as failure:
            reply = {"error": "".join(traceback.format_exception(failure))}
        print(json.dumps(reply), file=answers, flush=True)


if __name__ == "__main__":
    main()
