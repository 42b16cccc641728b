"""How long a failed check takes to answer in a kernel.

    python benchmarks/check_time.py

A cell with a check that fails, with its message, picture and folded traceback, in turn with a cell whose plain assert
fails and which IPython's own traceback answers, so that whatever else the machine does meets both alike. From the
request until the kernel is idle again; medians. Exits with 1 if the check takes longer than the limit.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from jupyter_client.blocking import BlockingKernelClient

from autograder.build.solutions import solved
from autograder.master.reader import read_master
from tests.exercise import EXERCISE, MASTER, ROOT
from tests.kernels import start_kernel

LIMIT = 60.0  # milliseconds
MISTAKE = ("np.sum(grad_in, axis=0)", "np.mean(grad_in, axis=0)")
ASSERT = "def halve(x):\n    return x / 2\n\nassert np.allclose(halve(np.ones(3)), np.ones(3)), 'expected ones'"


def milliseconds(client: BlockingKernelClient, source: str, status: str) -> float:
    """Return how long a cell takes that ends as is said."""
    began = time.perf_counter()
    reply = client.execute_interactive(source, timeout=60, output_hook=lambda _: None)
    took = (time.perf_counter() - began) * 1e3
    content = reply["content"]
    assert content["status"] == status, content
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=41, help="default: %(default)s")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    cells = solved(read_master(MASTER), EXERCISE).cells
    sources = {cell.id: cell.source for cell in cells}
    imports = next(cell.source for cell in cells if cell.source.startswith("import numpy as np"))
    check = sources["test_fully_connected"]
    with tempfile.TemporaryDirectory() as folder:
        manager, client = start_kernel(Path(folder))
        try:
            for source in (imports, sources["fully_connected"].replace(*MISTAKE)):
                milliseconds(client, source, "ok")
            first = milliseconds(client, check, "error")
            milliseconds(client, ASSERT, "error")
            pairs = [
                (milliseconds(client, ASSERT, "error"), milliseconds(client, check, "error"))
                for _ in range(options.pairs)
            ]
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    plain, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    verdict = "ok" if ours <= LIMIT else "TOO SLOW"
    print(f"plain assert {plain:.0f} ms  failed check {ours:.0f} ms (the first {first:.0f} ms)", end="")
    print(f"  limit {LIMIT:.0f} ms: {verdict}")
    return int(ours > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
