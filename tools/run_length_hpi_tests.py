"""Run the tests of `length-hpi`, the package that the seed notebook imports, against our `length`.

They are downloaded at each run, as its licence (GPL) is not ours: nothing of it is kept. The answers of the course are
taken from the masters' solution cells, or from the seed notebook's. Left aside, each with its reason, are tests
that need the network, a picture which the package does not contain, or an older NumPy.

Usage: python tools/run_length_hpi_tests.py [--seed FOLDER] [pytest's options]
Exits with 3 if the package can't be downloaded.
"""

import argparse
import importlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "length-hpi==0.0.3"
NO_PACKAGE = 3
# Where the answers belong, and the notebook's names for them.
PLACES = {
    "length.functions.relu": ("Relu", "relu"),
    "length.functions.mean_squared_error": ("MeanSquaredError", "mean_squared_error"),
    "length.functions.sigmoid": ("Sigmoid", "sigmoid"),
    "length.functions.softmax": ("Softmax", "softmax"),
    "length.functions.softmax_cross_entropy": ("SoftmaxCrossEntropy", "softmax_cross_entropy"),
    "length.functions.dropout": ("Dropout", "dropout"),
    "length.functions": (
        *("Relu", "relu", "MeanSquaredError", "mean_squared_error", "Sigmoid", "sigmoid", "Softmax", "softmax"),
        *("SoftmaxCrossEntropy", "softmax_cross_entropy", "Dropout", "dropout"),
    ),
    "length.layers.fully_connected": ("FullyConnected",),
    "length.layers": ("FullyConnected",),
    "length.optimizers.sgd": ("SGD",),
    "length.optimizers.adam": ("Adam",),
    "length.optimizers": ("SGD", "Adam"),
}
LEFT_ASIDE = {
    "test_mnist_downloading": "downloads a data set",
    "test_fashion_mnist_downloading": "downloads a data set",
    "test_mnist_with_scale": "opens length/tests/data/5.png, which the package does not contain",
    "test_mnist_without_scale": "opens length/tests/data/5.png, which the package does not contain",
}


if np.lib.NumpyVersion(np.__version__) >= "2.4.0":
    # `int(h.data)`; older ones warn
    LEFT_ASIDE["test_graph_backward_only_functions_in_graph"] = "NumPy 2.4 makes no int of an array of shape (1,)"


class Selection:
    """Leaves out, with the reason, what can't be run here."""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in items:
            if item.name in LEFT_ASIDE:
                item.add_marker(pytest.mark.skip(reason=LEFT_ASIDE[item.name]))


def download(folder: Path) -> Path | None:
    """Return the folder with the package's tests, or None if it can't be had."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), PACKAGE]
    if subprocess.run(command, cwd=folder).returncode:
        return None
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("length/tests/") and "/test_" in name]
        archive.extractall(folder, names)
    # its package `length` is not to be found instead of ours
    return Path(shutil.move(folder / "length" / "tests", folder / "hpi_tests"))


def answers(seed: Path | None) -> dict[str, Any]:
    """Return the masters' answers; those that the seed notebook in a folder has are its own."""
    sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]
    import length_side

    return length_side.answers() | (length_side.seed_answers(str(seed)) if seed else {})


def main() -> int:
    parser = argparse.ArgumentParser(description="Run the tests of length-hpi on our length.")
    parser.add_argument("--seed", type=Path, help="take the seed notebook's answers, from this folder")
    options, for_pytest = parser.parse_known_args()
    given = answers(options.seed)
    from length.data_sets import MNIST

    if MNIST(1).is_sample:
        for name in ("test", "train", "2_dimensions", "3_dimensions"):
            LEFT_ASIDE[f"test_mnist_reading_{name}"] = "counts the batches of the full MNIST (`make data`)"
    for place, names in PLACES.items():
        # not an attribute of its package: length.functions.relu is a function, too
        importlib.import_module(place)
        module: ModuleType = sys.modules[place]
        for name in names:
            setattr(module, name, given[name])
    with tempfile.TemporaryDirectory(prefix="length-hpi-") as name:
        tests = download(Path(name))
        if tests is None:
            print(f"{PACKAGE} can't be downloaded: its tests were not run", file=sys.stderr)
            return NO_PACKAGE
        isolated = ["--rootdir", name, "-c", "/dev/null", "-p", "no:cacheprovider", "-rs"]
        return int(pytest.main([*isolated, "--import-mode=importlib", *for_pytest, str(tests)], plugins=[Selection()]))


if __name__ == "__main__":
    sys.exit(main())
