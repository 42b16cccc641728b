"""The curve of a training run, which grows in the notebook while the run lasts."""

from importlib.util import find_spec
from io import BytesIO
from time import perf_counter
from typing import Any

import numpy as np

from length.shells import shows_pictures

SHORTEST = 0.25  # seconds between two drawings
SHARE = 0.05  # of the time that drawing may take
SMOOTHED = 50  # batches, or a twentieth of what there is


class Curve:
    """Loss of each batch, and accuracy of each epoch, in one output of the cell that is drawn anew.

    It needs a notebook and matplotlib; without them the title is printed, and no curve. The arguments are those of
    `Training`; `history` is read at each drawing.
    """

    def __init__(self, history: dict[str, list[float]], num_epochs: int, num_batches: int, title: str) -> None:
        self.history, self.num_epochs, self.num_batches, self.title = history, num_epochs, num_batches, title
        self._shown = shows_pictures() and find_spec("matplotlib") is not None
        if title and not self._shown:
            print(title)
        self._handle: Any = None
        self._began = self._next = perf_counter()  # drawn at once: the title stands above what the run prints

    def update(self, last: bool = False) -> None:
        """Draw what there is, if it is time for it; the last state in any case."""
        began = perf_counter()
        if not self._shown or not self.history["batch_loss"] or (began < self._next and not last):
            return
        from IPython.display import display

        state = self._state(last)
        content = {"image/png": self._picture(state), "text/plain": state}
        metadata = {"image/png": {"alt": f"Loss and accuracy of the run. {state}"}}
        if self._handle is None:
            self._handle = display(content, raw=True, metadata=metadata, display_id=True)
        else:
            self._handle.update(content, raw=True, metadata=metadata)
        now = perf_counter()
        self._next = now + max(SHORTEST, (now - began) / SHARE)

    def _state(self, last: bool) -> str:
        done, total = len(self.history["batch_loss"]), self.num_epochs * self.num_batches
        left = (perf_counter() - self._began) * (total - done) / done
        state = f"{self.title}: " if self.title else ""
        state += f"epoch {min(done // self.num_batches + 1, self.num_epochs)} of {self.num_epochs}"
        return f"{state}, about {left:.0f} s left" if left >= 1 and not last else state

    def _picture(self, state: str) -> bytes:
        from matplotlib.figure import Figure  # not pyplot: the notebook would show the figure once more

        figure = Figure(figsize=(9, 2.8), dpi=90)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.19, top=0.8)  # a computed layout takes longer
        figure.suptitle(state, x=0.01, ha="left", fontsize=12, weight="bold")
        loss_axes, accuracy_axes = figure.subplots(1, 2)
        losses, test_losses = np.array(self.history["batch_loss"]), self.history.get("test_loss", [])
        ends = np.arange(1, len(losses) + 1) / self.num_batches
        width = min(SMOOTHED, 1 + len(losses) // 20)
        loss_axes.plot(ends, losses, color="C0", alpha=0.3, linewidth=0.8)
        loss_axes.plot(ends[width - 1 :], np.convolve(losses, np.full(width, 1 / width), "valid"), color="C0")
        loss_axes.set(title="loss: each batch, test dotted")
        seen = [value for value in (*losses, *test_losses) if value > 0]
        if seen:
            loss_axes.set(yscale="log", ylim=(0.9 * min(seen), 1.1 * max(seen)))
        accuracy_axes.set(title="accuracy: training dashed, test solid", ylim=(0, 1))
        for axes, values, style in (
            (loss_axes, test_losses, "C1o:"),
            (accuracy_axes, self.history.get("train_accuracy", []), "C0--"),
            (accuracy_axes, self.history.get("test_accuracy", []), "C0o-"),
        ):
            axes.plot(range(1, len(values) + 1), values, style, clip_on=False)
            axes.set(xlabel="epochs", xlim=(0, self.num_epochs))
            axes.grid(visible=True, alpha=0.3)
        file = BytesIO()
        figure.savefig(file, format="png")
        return file.getvalue()
