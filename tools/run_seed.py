"""Run the code cells of the seed notebook, unchanged and in order, and count the true accuracy of each training.

The notebook that the course started from must go on running on `length`. The accuracies that it prints are too high
(its loop divides by two batches too few), so every test image is counted here: after its cell ran, the model's class
is replaced by one derived from it that counts. The cell that installs the package is left aside.

Usage: python tools/run_seed.py FOLDER [--all] [--sample] [--images N]
"""

import argparse
import os
import re
import sys
import time
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

CELL_START = re.compile(r"^In \[\d+\]:\n", re.MULTILINE)
SAMPLE_SWITCH = ("LENGTH_DATA", "sample")


class Goal(NamedTuple):
    """An accuracy that the first training with an optimizer must reach on MNIST."""

    optimizer: str
    epoch: int
    accuracy: float


GOALS = (Goal("SGD", 5, 0.76), Goal("Adam", 1, 0.96), Goal("Adam", 2, 0.97))


@dataclass(slots=True)
class Training:
    """A model's training: with what, and the right answers and images of each pass over the test set."""

    data_set: str
    optimizer: str = ""
    learning_rate: float = 0.0
    counts: list[list[int]] = field(default_factory=list)
    start: float = field(default_factory=time.perf_counter)
    seconds: float = 0.0

    @property
    def accuracies(self) -> list[float]:
        """The true accuracy after each epoch."""
        return [right / images for right, images in self.counts]


def read_cells(folder: Path) -> list[str]:
    """Return the code cells of the notebook's text form, without the one that installs the package.

    The text marks where a cell starts but not where it ends: it is as long as its paragraphs are Python.
    """
    cells = []
    for path in sorted(folder.glob("*.txt")):
        for text in CELL_START.split(path.read_text())[1:]:
            if text.startswith("!pip"):
                continue
            paragraphs = text.split("\n\n")
            while paragraphs and not is_code("\n\n".join(paragraphs)):
                paragraphs.pop()
            # headings of the prose that follows are comments to Python
            while paragraphs and all(line.startswith("#") or not line.strip() for line in paragraphs[-1].splitlines()):
                paragraphs.pop()
            cells.append("\n\n".join(paragraphs))
    return cells


def is_code(text: str) -> bool:
    """Return whether a text is Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        try:
            compile(text, "cell", "exec")
        except SyntaxError:
            return False
    return True


def counting(model_class: type, namespace: dict[str, Any], trainings: list[Training]) -> type:
    """Return a model class that also counts right answers wherever it is used for testing."""

    class Counting(model_class):
        def __init__(self) -> None:
            super().__init__()
            self.training, self.testing = Training(namespace["options"].data_set), False
            trainings.append(self.training)

        def forward(self, batch: Any, train: bool = True) -> None:
            super().forward(batch, train)
            if not train:
                if not self.testing:
                    self.training.counts.append([0, 0])
                count = self.training.counts[-1]
                count[0] += int((self.predictions.data.argmax(axis=1) == batch.labels.data).sum())
                count[1] += len(batch.labels)
                self.training.seconds = time.perf_counter() - self.training.start
            self.testing = not train

        def backward(self, optimizer: Any) -> None:
            if not self.training.optimizer:
                self.training.optimizer = type(optimizer).__name__
                self.training.learning_rate = optimizer.learning_rate
            super().backward(optimizer)

    return Counting


def first_images(data_set_class: Any, images: int) -> Any:
    """Return what opens the first images of both parts of a data set, in batches of any size."""

    def open_data_set(batch_size: int) -> Any:
        from length.data_set import DataSet

        whole = data_set_class(images)
        train, test = next(iter(whole.train)), next(iter(whole.test))
        parts = {"train": (train.data.data, train.labels.data), "test": (test.data.data, test.labels.data)}
        return DataSet(batch_size, **parts)

    return open_data_set


def run(cells: list[str], everything: bool, images: int | None) -> list[Training]:
    """Run the cells in one namespace; up to the one that trains with Adam, or all; on all images, or the first."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    trainings: list[Training] = []
    for number, cell in enumerate(cells, start=2):
        exec(compile(cell, f"cell {number}", "exec"), namespace)  # noqa: S102 - running cells is what this is for
        if images and "import MNIST" in cell:
            namespace |= {name: first_images(namespace[name], images) for name in ("MNIST", "FashionMNIST")}
        if "class ActivatedMLP" in cell:
            namespace["ActivatedMLP"] = counting(namespace["ActivatedMLP"], namespace, trainings)
        if not everything and any(training.optimizer == "Adam" for training in trainings):
            break
    return trainings


def print_table(trainings: list[Training]) -> None:
    """Print the true accuracies, a line for each training."""
    print("\ndata set  optimizer  rate    seconds  test images  true accuracy after each epoch")
    for one in trainings:
        accuracies = " ".join(f"{accuracy:.4f}" for accuracy in one.accuracies)
        images = ", ".join(str(images) for images in sorted({images for _, images in one.counts}))
        line = f"{one.data_set:9} {one.optimizer:10} {one.learning_rate:<7g} {one.seconds:7.1f}  {images:>11}  "
        print(line + accuracies)


def missed(trainings: list[Training]) -> list[str]:
    """Return the goals that were not reached."""
    problems = []
    for goal in GOALS:
        name = f"{goal.optimizer}, {goal.epoch} epoch{'s' if goal.epoch > 1 else ''}"
        first = next((one for one in trainings if (one.optimizer, one.data_set) == (goal.optimizer, "mnist")), None)
        if first is None or len(first.accuracies) < goal.epoch:
            problems.append(f"{name}: no such training was run")
        elif first.accuracies[goal.epoch - 1] < goal.accuracy:
            problems.append(f"{name}: {first.accuracies[goal.epoch - 1]:.4f} is less than {goal.accuracy}")
        else:
            print(f"reached: {name}: {first.accuracies[goal.epoch - 1]:.4f} (at least {goal.accuracy})")
    return problems


def main() -> None:
    parser = argparse.ArgumentParser(description="Run the seed notebook's code cells and count true accuracies.")
    parser.add_argument("folder", type=Path, help="folder with the seed's text files")
    parser.add_argument("--all", action="store_true", help="also the experiments after Adam: ten minutes more")
    parser.add_argument("--sample", action="store_true", help="on the embedded samples, where no goals are set")
    parser.add_argument("--images", type=int, metavar="N", help="only the first N of each part, without goals")
    options = parser.parse_args()
    cells = read_cells(options.folder)
    if not cells:
        sys.exit(
            f"{options.folder}: no file with code cells (`In [1]:`) here. Name the seed's folder: make seed SEED=…"
        )
    if options.sample:
        os.environ[SAMPLE_SWITCH[0]] = SAMPLE_SWITCH[1]

    import numpy as np

    from length.data_sets import MNIST, FashionMNIST

    if not options.sample and any(data_set(1).is_sample for data_set in (MNIST, FashionMNIST)):
        sys.exit("The goals are set for the full data sets, and they are not all here. Bring them with `make data`")
    np.random.seed(0)  # the cells set no seed; the first weights come from NumPy's global generator
    trainings = run(cells, options.all, options.images)
    print_table(trainings)
    problems = [] if options.sample or options.images else missed(trainings)
    if problems:
        sys.exit("missed: " + "; ".join(problems))


if __name__ == "__main__":
    main()
