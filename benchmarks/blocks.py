"""What both sides of the comparison share: the sample's batches, and blocks of steps on demand."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from itertools import cycle, islice
from pathlib import Path

import numpy as np

SAMPLE = Path(__file__).resolve().parents[1] / "length" / "data_sets" / "mnist_sample.npz"
BATCH_SIZE = 64
WARM_UP = 10

Batch = tuple[np.ndarray, np.ndarray]


def batches() -> list[Batch]:
    """Return images (64, 784) from 0 to 1 and labels (64,) of the embedded sample."""
    with np.load(SAMPLE, allow_pickle=False) as arrays:
        images, labels = arrays["train_images"], arrays["train_labels"]
    data = images.reshape(len(images), -1).astype(np.float32) / np.float32(255)
    starts = range(0, len(data) - BATCH_SIZE + 1, BATCH_SIZE)
    return [(data[start : start + BATCH_SIZE], labels[start : start + BATCH_SIZE]) for start in starts]


def serve(new_step: Callable[[], Callable[[Batch], None]], converted: list[Batch]) -> None:
    """For each line of input, a number of steps, train a new model so long and print the seconds.

    Parameters
    ----------
    new_step : callable
        Returns the training step of a new model: a function of a batch.
    converted : list
        Batches as the step takes them.
    """
    for line in sys.stdin:
        step = new_step()
        stream: Iterator[Batch] = cycle(converted)
        for batch in islice(stream, WARM_UP):
            step(batch)
        began = time.perf_counter()
        for batch in islice(stream, int(line)):
            step(batch)
        print(time.perf_counter() - began, flush=True)
