"""How long a training step takes with the master's answers (or the seed notebook's), beside PyTorch's.

    python benchmarks/training_step.py [--torch-python OTHER/bin/python] [--seed FOLDER]

Both sides train the notebook's network (784-512-512-10, batches of 64 from the embedded sample) in processes of their
own, in alternating blocks, so that whatever else the machine does meets both alike; what counts is the median of the
blocks' ratios. Each block starts from a new model. Exits with 1 if a ratio is above its limit.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"sgd": 1.55, "adam": 1.9}  # what the original runtime needed, in times of PyTorch (Adam: its fused one)
THREADS = "2"
WARM_UP = 20
INSTALL = "pip install torch  # into this environment, or into another one that --torch-python names"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=21, help="pairs of blocks (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=100, help="training steps in a block (default: %(default)s)")
    parser.add_argument("--torch-python", default=sys.executable, help="an interpreter that has PyTorch")
    parser.add_argument("--seed", metavar="FOLDER", help="time the answers of the seed notebook in this folder")
    options = parser.parse_args()
    if options.torch_python == sys.executable and importlib.util.find_spec("torch") is None:
        print(f"PyTorch is not installed: only our own times are shown. To compare: {INSTALL}")
        options.torch_python = None
    return max([compare(optimizer, options) for optimizer in LIMITS])


def compare(optimizer: str, options: argparse.Namespace) -> int:
    """Time both sides with an optimizer, print the medians, and return 1 if the ratio is above the limit."""
    with Side(sys.executable, "length_side.py", optimizer, *([options.seed] if options.seed else [])) as ours:
        if options.torch_python is None:
            times = [ours.block(options.steps) for _ in range(options.blocks)]
            print(f"{optimizer:5} length {milliseconds(times)}")
            return 0
        with Side(options.torch_python, "torch_side.py", optimizer) as theirs:
            pairs = [(ours.block(options.steps), theirs.block(options.steps)) for _ in range(options.blocks)]
    our_times, their_times = zip(*pairs, strict=True)
    ratios = sorted(our / their for our, their in pairs)
    ratio, limit = statistics.median(ratios), LIMITS[optimizer]
    quarter = len(ratios) // 4
    print(
        f"{optimizer:5} length {milliseconds(our_times)}  PyTorch {milliseconds(their_times)}  "
        f"ratio {ratio:.2f} (half of the blocks {ratios[quarter]:.2f} to {ratios[-quarter - 1]:.2f}), "
        f"limit {limit}: {'ok' if ratio <= limit else 'TOO SLOW'}"
    )
    return int(ratio > limit)


def milliseconds(times: list[float]) -> str:
    """Return the median of times in seconds as text."""
    return f"{statistics.median(times) * 1e3:6.2f} ms"


class Side:
    """A process that trains when it is told to."""

    def __init__(self, python: str, script: str, *arguments: str) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_CORETYPE"}
        environment |= {"OPENBLAS_NUM_THREADS": THREADS, "OMP_NUM_THREADS": THREADS, "PYTHONPATH": str(ROOT)}
        command = [python, str(Path(__file__).parent / script), *arguments]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, env=environment, cwd=ROOT, **pipes)

    def __enter__(self) -> Side:
        self.block(WARM_UP)
        return self

    def __exit__(self, *exception: object) -> None:
        self.process.communicate()

    def block(self, steps: int) -> float:
        """Return the seconds of one step, the mean of some steps."""
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"{' '.join(self.process.args)} ended too early. If PyTorch is missing: {INSTALL}")
        return float(answer) / steps


if __name__ == "__main__":
    sys.exit(main())
