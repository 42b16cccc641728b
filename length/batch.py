"""Batches are what training sees of a data set: a few samples at a time, made into floats when they are needed."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from length.constants import DTYPE


class Batch(NamedTuple):
    """Some samples and their labels: data (N, ...) float32, labels (N,)."""

    data: np.ndarray
    labels: np.ndarray


class Batches:
    """The batches of one part; each loop over it starts anew.

    Parameters
    ----------
    data : numpy.ndarray (N, ...)
    labels : numpy.ndarray (N, ...)
    batch_size : int
    factor : float or None
        What bytes are multiplied with; None leaves the values as they are.
    generator : numpy.random.Generator or None
        Draws the order of a pass; None keeps the order of the arrays.
    """

    def __init__(
        self,
        data: np.ndarray,
        labels: np.ndarray,
        batch_size: int,
        factor: float | None = None,
        generator: "np.random.Generator | None" = None,  # quoted: it would load numpy.random for nothing
    ) -> None:
        self._data = data
        self._labels = labels
        self._batch_size = batch_size
        self._factor = None if factor is None else DTYPE(factor)
        self._generator = generator

    @property
    def num_samples(self) -> int:
        """Number of samples in all batches together."""
        return len(self._data)

    def __len__(self) -> int:
        """Return the number of batches, the last and maybe smaller one included."""
        return -(-len(self._data) // self._batch_size)

    def __iter__(self) -> Iterator[Batch]:
        """Return an iterator over all batches; its arrays are copies, the caller's to change."""
        order = None if self._generator is None else self._generator.permutation(len(self._data))
        return self._deliver(order)

    def _deliver(self, order: np.ndarray | None) -> Iterator[Batch]:
        for start in range(0, len(self._data), self._batch_size):
            chosen = slice(start, start + self._batch_size)
            rows = chosen if order is None else order[chosen]
            data = self._data[rows]
            # One pass over the pixels: the product is made as floats, no copy is converted first.
            floats = (
                np.array(data, dtype=DTYPE) if self._factor is None else np.multiply(data, self._factor, dtype=DTYPE)
            )
            yield Batch(floats, np.array(self._labels[rows]))

    def __repr__(self) -> str:
        return f"Batches({len(self)} of up to {self._batch_size}, {self.num_samples:,} samples)"
