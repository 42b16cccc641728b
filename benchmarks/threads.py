"""How long a training step takes with NumPy's own threads, with one, and with those that `length` chooses.

    python benchmarks/threads.py [--blocks N] [--steps N]

Once on the machine as it is, once beside as many busy processes as there are cores. The three take turns in blocks, so
that whatever else the machine does meets all alike; printed are medians, with the machine's load. Exits with 1 if what
`length` chooses is much slower than the better of the two others.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MODES = ("own", "one", "chosen")
LIMIT = 1.3


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--blocks", type=int, default=7, help="blocks of each (default: %(default)s)")
    parser.add_argument("--steps", type=int, default=100, help="training steps in a block (default: %(default)s)")
    options = parser.parse_args()
    cores = len(os.sched_getaffinity(0))
    return max(measure(busy, cores, options) for busy in (0, cores))


def measure(busy: int, cores: int, options: argparse.Namespace) -> int:
    """Time all three beside some busy processes, print the medians, and return 1 if the choice is too slow."""
    with busy_processes(busy), sides() as processes:
        rounds = [[block(process, options.steps) for process in processes] for _ in range(options.blocks)]
    times = dict(zip(MODES, zip(*rounds, strict=True), strict=True))
    shown = "  ".join(f"{mode} {statistics.median(times[mode]) * 1e3:7.2f} ms" for mode in MODES)
    ratio = statistics.median(
        chosen / min(own, one) for own, one, chosen in zip(*(times[mode] for mode in MODES), strict=True)
    )
    verdict = "ok" if ratio <= LIMIT else "TOO SLOW"
    where = f"beside {busy} busy processes" if busy else "as it is"
    load = os.getloadavg()[0]
    print(
        f"threads, {cores} cores {where} (load {load:.1f}): {shown}  chosen/best {ratio:.2f}, limit {LIMIT}: {verdict}"
    )
    return int(ratio > LIMIT)


@contextmanager
def sides():
    """Yield a process for each mode."""
    environment = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    environment |= {"PYTHONPATH": str(ROOT)}
    script = str(Path(__file__).parent / "threads_side.py")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen([sys.executable, script, mode], env=environment, cwd=ROOT, **pipes) for mode in MODES]
    try:
        yield processes
    finally:
        for process in processes:
            process.communicate()


@contextmanager
def busy_processes(number: int):
    """Keep cores busy meanwhile."""
    processes = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(number)]
    try:
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()


def block(process: subprocess.Popen, steps: int) -> float:
    """Return the seconds of one step, the mean of some steps."""
    process.stdin.write(f"{steps}\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    if not answer:
        sys.exit("a side ended too early; it says why above")
    return float(answer) / steps


if __name__ == "__main__":
    sys.exit(main())
