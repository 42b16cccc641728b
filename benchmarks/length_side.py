"""Our side: the answers of the master's solution cells, or of the seed notebook's, on the runtime."""

import re
import sys
from collections import namedtuple
from pathlib import Path
from time import perf_counter

from blocks import batches, serve

from length.threads import Threads
from tests.exercise import ROOT
from tests.length.solved import IMPORTS, answers

MODEL = "class ActivatedMLP"

Batch = namedtuple("Batch", "data labels")


def seed_answers(folder: str) -> dict:
    """Return the names that the seed notebook's answers and its model define."""
    sys.path.insert(0, str(ROOT / "tools"))
    from run_seed import read_cells

    namespace: dict = {}
    exec(IMPORTS, namespace)  # noqa: S102 - our own lines
    for source in read_cells(Path(folder)):
        if re.search(r"^class (SGD|FullyConnected|MeanSquaredError|Relu|ActivatedMLP|Adam)\b", source, re.MULTILINE):
            exec(compile(source, folder, "exec"), namespace)  # noqa: S102 - a solved notebook that we were given
    return namespace


def main(optimizer: str, seed: str | None = None) -> None:
    """Serve blocks of training steps."""
    ours = seed_answers(seed) if seed else answers(also=MODEL)
    threads = Threads()  # chosen as in a student's training

    def new_step():
        model = ours["ActivatedMLP"]()
        rule = ours["SGD"](0.1) if optimizer == "sgd" else ours["Adam"](0.001)

        def step(batch):
            began = perf_counter()
            model.forward(batch)
            model.backward(rule)
            threads.step_took(perf_counter() - began)

        return step

    serve(new_step, [Batch(*batch) for batch in batches()])


if __name__ == "__main__":
    main(*sys.argv[1:])
