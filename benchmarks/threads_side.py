"""Trains the course's network with NumPy's own threads, with one, or with those that `length` chooses."""

import sys
from time import perf_counter

from blocks import batches, serve

from length.data_set import Batch
from length.threads import Threads, find_openblas, most_threads, set_threads
from tests.length.solved import answers

MODEL = "class ActivatedMLP"


def main(mode: str, most: int) -> None:
    """Serve blocks of training steps; `mode` is own, one or chosen."""
    ours = answers(also=MODEL)
    set_threads(most if mode == "own" else 1)
    threads = Threads() if mode == "chosen" else None

    def new_step():
        model, rule = ours["ActivatedMLP"](), ours["SGD"](0.1)

        def step(batch):
            began = perf_counter()
            model.forward(batch)
            model.backward(rule)
            if threads is not None:
                threads.step_took(perf_counter() - began)

        return step

    serve(new_step, [Batch(*batch) for batch in batches()])


if __name__ == "__main__":
    if find_openblas() is None:
        sys.exit("NumPy's library is not OpenBLAS here: it has no threads to choose")
    main(sys.argv[1], most_threads())
