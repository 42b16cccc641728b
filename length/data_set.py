"""A data set hands its samples out in batches, as training wants them: one part to learn from, one to test on."""

from collections.abc import Iterator

import numpy as np

from length.constants import DTYPE
from length.errors import DataError
from length.graph import Graph

GREATEST_BYTE = 255


class Batch:
    """Some samples (N, ...) and their labels (N,), as leaves of a graph."""

    __slots__ = ("data", "labels")

    def __init__(self, data: np.ndarray, labels: np.ndarray) -> None:
        self.data = Graph(data)
        self.labels = Graph(labels)


class Batches:
    """The batches of one part of a data set; each loop over it starts anew."""

    def __init__(self, data_set: "DataSet", part: str) -> None:
        self._data_set = data_set
        self._data, self._labels = data_set.parts[part]
        self._training = part == "train"

    def __len__(self) -> int:
        """Return the number of batches in a pass, the last and maybe smaller one included."""
        return -(-len(self._data) // self._data_set.batch_size)

    def __iter__(self) -> Iterator[Batch]:
        """Return an iterator over all batches; its arrays are copies, the caller's to change."""
        number, size, scale = len(self._data), self._data_set.batch_size, self._data_set.scale
        factor = DTYPE(1 if scale is None or self._data.dtype != np.uint8 else scale / GREATEST_BYTE)
        while True:
            order = self._data_set.generator.permutation(number) if self._training and self._data_set.shuffle else None
            for start in range(0, number, size):
                rows = slice(start, start + size) if order is None else order[start : start + size]
                # one pass over the pixels: the product is made as floats, no copy is converted first
                yield Batch(np.multiply(self._data[rows], factor, dtype=DTYPE), np.array(self._labels[rows]))
            if not (self._training and self._data_set.repeat):
                return

    def __repr__(self) -> str:
        return f"Batches({len(self)} of up to {self._data_set.batch_size}, {len(self._data):,} samples)"


class DataSet:
    """Samples with labels, in a part for training and a part for testing.

    Parameters
    ----------
    batch_size : int
        Samples in a batch; the last batch of a part holds what is left.
    shuffle : bool
        Give the training samples in a new order at each pass.
    repeat : bool
        Let one loop over `train` go on for ever, pass after pass.
    train, test : tuple of two arrays, optional
        Data (N, ...), delivered as float32, and labels (N, ...), which keep their type.
    scale : float, optional
        Bytes (uint8 data) from 0 to 255 are delivered as floats from 0 to `scale`; values stay as they are without it.
    seed : int or None
        Decides the orders; None gives others in every run.

    Examples
    --------
    >>> data_set = DataSet(2, shuffle=False, train=(np.eye(3), np.arange(3)))
    >>> [batch.labels.data.tolist() for batch in data_set.train]
    [[0, 1], [2]]
    """

    def __init__(
        self,
        batch_size: int,
        shuffle: bool = True,
        repeat: bool = False,
        *,
        train: tuple[np.ndarray, np.ndarray] | None = None,
        test: tuple[np.ndarray, np.ndarray] | None = None,
        scale: float | None = None,
        seed: int | None = 0,
    ) -> None:
        if isinstance(batch_size, bool) or not isinstance(batch_size, int | np.integer) or batch_size < 1:
            problem = f"expected a whole number >= 1 as batch_size, got {batch_size!r}"
            raise DataError(type(self).__name__, problem, "64 is a good one to start with")
        self.batch_size, self.shuffle, self.repeat, self.scale = int(batch_size), shuffle, repeat, scale
        self.generator = np.random.default_rng(seed) if shuffle else None
        given = {"train": train, "test": test}
        self.parts = {part: self._checked(part, *arrays) for part, arrays in given.items() if arrays is not None}

    @property
    def train(self) -> Batches:
        """The batches to learn from: in a new order each time and without end, as `shuffle` and `repeat` say."""
        return self._batches("train")

    @property
    def test(self) -> Batches:
        """The batches to test on, once and always in the same order."""
        return self._batches("test")

    def _batches(self, part: str) -> Batches:
        if part not in self.parts:
            hint = "Give it, or ask for it, when you create the data set"
            raise DataError(type(self).__name__, f"there is no {part} part", hint)
        return Batches(self, part)

    def _checked(self, part: str, data: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return data and labels as arrays that belong together."""
        data, labels = np.asarray(data), np.asarray(labels)
        if data.ndim == 0 or labels.ndim == 0 or len(data) != len(labels) or len(data) == 0:
            problem = f"{part}: expected a label for each sample, got data {data.shape} and labels {labels.shape}"
            hint = "The first axis of both counts the samples; there must be one at least"
            raise DataError(type(self).__name__, problem, hint)
        return data, labels

    def __repr__(self) -> str:
        sizes = [f"{len(labels):,} {part} samples" for part, (_, labels) in self.parts.items()]
        return f"{type(self).__name__}({', '.join([f'batch_size={self.batch_size}', *sizes])})"
