"""How much longer `import length` takes than `import numpy`.

    python benchmarks/import_time.py

Fresh interpreters, in pairs, so that whatever else the machine does meets both alike; what counts is the median of the
pairs' ratios. Everything that the notebook uses of the runtime's core is imported, not the bare package alone. Exits
with 1 if the ratio is above the limit.
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT = 1.2
NUMPY = "import numpy"
LENGTH = "import length, length.functions, length.layers, length.optimizers, length.initializers, length.models"


def seconds(program: str) -> float:
    """Return how long a fresh interpreter takes for a program."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT)
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=21, help="default: %(default)s")
    options = parser.parse_args()
    for program in (NUMPY, LENGTH):
        seconds(program)  # compile the modules and read them from disk once
    pairs = [(seconds(NUMPY), seconds(LENGTH)) for _ in range(options.pairs)]
    ratio = statistics.median(ours / numpys for numpys, ours in pairs)
    numpys, ours = (statistics.median(times) * 1e3 for times in zip(*pairs, strict=True))
    verdict = "ok" if ratio <= LIMIT else "TOO SLOW"
    print(f"import numpy {numpys:.0f} ms  import length {ours:.0f} ms  ratio {ratio:.2f}, limit {LIMIT}: {verdict}")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
