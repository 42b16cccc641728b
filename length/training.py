"""A training run that is not lost: it keeps its history, shows its curve, and ends in good order."""

import math
from time import perf_counter
from typing import Any

import numpy as np

from length.checks import number_of
from length.curve import Curve
from length.errors import FunctionError
from length.graph import Graph
from length.interrupts import end_interrupted_cell, note_interrupt, without_interrupts
from length.precision import find_float64
from length.threads import Threads

LOOKED_AT = 2  # the batch whose graph is searched for float64: parameters can have become so in the first updates
MOST_LINES = 10  # about so many epochs are printed
EPOCH = ("learning_rate", "train_loss", "train_accuracy", "test_loss", "test_accuracy")


class Training:
    """Keeps the history of a training run and shows it; used as `with Training(...) as training:`.

    Parameters
    ----------
    num_epochs, num_batches : int
        Epochs of the run, and batches in each.
    title : str
        What the run is called where it is shown.

    Attributes
    ----------
    history : dict of list
        `batch_loss` has an entry for each batch, every other list one for each epoch that has ended.

    Notes
    -----
    An interrupt, or a loss that is no finite number, ends the `with` block and is told in one line. What comes after
    the block is run as usual, with the history so far; but after an interrupt, no other run of the same cell begins.
    """

    def __init__(self, num_epochs: int, num_batches: int, title: str = "") -> None:
        end_interrupted_cell()
        self.num_epochs, self.num_batches = num_epochs, num_batches
        self.history: dict[str, list[float]] = {"batch_loss": []} | {name: [] for name in EPOCH}
        self._curve = Curve(self.history, num_epochs, num_batches, title)
        self._looked_at: Graph | None = None
        self._threads = Threads()
        self._left = 0.0

    def __enter__(self) -> "Training":
        return self

    def step(self, loss: Graph, learning_rate: float) -> None:
        """Take note of a batch's loss, before the backward pass."""
        if np.size(loss.data) != 1:
            problem = f"the loss must be one number, got shape {loss.shape}"
            raise FunctionError(str(loss.creator and loss.creator.name), problem, "Take the mean over all entries")
        if self._left:
            self._threads.step_took(perf_counter() - self._left)
        losses, value = self.history["batch_loss"], float(np.reshape(loss.data, ()))
        if not math.isfinite(value):
            cause = f"most likely the learning rate {learning_rate:g} is too high. Try {learning_rate / 10:g}."
            if not losses:
                cause = "it was so before the first step, so look at the forward pass and the first weights."
            raise StopTraining(f"The loss is {value}: {cause}")
        if self._looked_at is not None and (found := find_float64(self._looked_at)):  # it has its gradients by now
            print(f"{found}. Training works, slowly: create arrays with dtype=DTYPE.")
        self._looked_at = loss if len(losses) == LOOKED_AT else None
        losses.append(value)
        self._curve.update()
        self._left = perf_counter()

    def end_epoch(self, **values: float) -> None:
        """Put the values of an epoch, one of each name in `EPOCH`, into the history, and print those of some epochs."""
        for name in EPOCH:
            self.history[name].append(float(values[name]))
        ended = self.epochs_ended()
        if ended == self.num_epochs or (ended - 1) % max(1, self.num_epochs // MOST_LINES) == 0:
            words = [f"{name.replace('_', ' ')} {value:.4g}" for name, value in values.items()]
            print(f"epoch {ended - 1}: {', '.join(words)}")
        self._curve.update()
        self._left = 0.0  # what happens between two epochs is no step

    def epochs_ended(self) -> int:
        """Return the number of epochs that all lists of the history have."""
        return min(len(self.history[name]) for name in EPOCH)

    @without_interrupts()
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: Any) -> bool:
        for name in EPOCH:  # an interrupt may come between two of them
            del self.history[name][self.epochs_ended() :]
        self._threads.end()
        self._curve.update(last=True)
        if not isinstance(error, KeyboardInterrupt | StopTraining):
            return False
        reason = str(error)
        if isinstance(error, KeyboardInterrupt):
            note_interrupt()
            reason = "Interrupted, the model keeps its weights."
        epoch, batch = divmod(len(self.history["batch_loss"]), self.num_batches)
        kept = f"the history holds {number_of(self.epochs_ended(), 'whole epoch')}"
        print(f"{reason} Training ends in epoch {epoch}, after {batch} of {self.num_batches} batches; {kept}.")
        return True


class StopTraining(Exception):  # noqa: N818 - ends a `with` block, nobody else sees it
    """The training can't go on."""
