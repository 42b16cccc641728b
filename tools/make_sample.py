"""Make the samples that are embedded in `length`: a few real images of each class, the same bytes on every machine.

Usage: python tools/make_sample.py [--check]

It needs the full sets (`make data`). With --check nothing is written: the committed samples are compared with the sets.
"""

import argparse
import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from length.data_sets.catalog import FASHION_MNIST_FILES, MNIST_FILES, ImageSet
from length.data_sets.files import SAMPLE, load_sample, look_up, sample_path

IMAGES_PER_CLASS = {"train": 200, "test": 50}
EARLIEST_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def choose(labels: np.ndarray, per_class: int) -> np.ndarray:
    """Return the indices of `per_class` images of each class, in the order of the set.

    They are spread evenly over the set: in MNIST's test set the first half is easier to read than the second.
    """
    chosen = []
    for label in np.unique(labels):
        of_class = np.flatnonzero(labels == label)
        chosen.append(of_class[np.arange(per_class) * len(of_class) // per_class])
    return np.sort(np.concatenate(chosen))


def sample_arrays(image_set: ImageSet) -> dict[str, np.ndarray]:
    """Return the sample's arrays by name, taken from the full set.

    Raises
    ------
    SystemExit
        The full set is not on this machine and can't be brought.
    """
    parts, origin = look_up(image_set, ("train", "test"))
    if origin == SAMPLE:
        sys.exit(f"{image_set.title}: a sample can be made of the full set only")
    arrays = {}
    for part, (images, labels) in parts.items():
        chosen = choose(labels, IMAGES_PER_CLASS[part])
        arrays[f"{part}_images"], arrays[f"{part}_labels"] = images[chosen], labels[chosen]
    return arrays


def write_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write an .npz that holds no time, no user and no order but the given one.

    NumPy's own writer is not used, as nothing promises that its archives stay the same.
    """
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", EARLIEST_ZIP_TIME)
            entry.create_system = 3  # zipfile writes the platform's number otherwise
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)


def differences(image_set: ImageSet, arrays: dict[str, np.ndarray]) -> list[str]:
    """Return the names of the arrays in which the committed sample is not the one that would be made now."""
    committed = {}
    for part in IMAGES_PER_CLASS:
        committed[f"{part}_images"], committed[f"{part}_labels"] = load_sample(image_set, part)
    return [name for name, array in arrays.items() if not np.array_equal(committed[name], array)]


def main() -> int:
    """Write the samples or check them, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="compare the committed samples, write nothing")
    check = parser.parse_args().check
    status = 0
    for image_set in (MNIST_FILES, FASHION_MNIST_FILES):
        arrays, path = sample_arrays(image_set), sample_path(image_set)
        if not check:
            write_npz(path, arrays)
            print(f"{path}: {path.stat().st_size:,} bytes")
        elif wrong := differences(image_set, arrays):
            print(f"{path}: {', '.join(wrong)} differ from the full set's; run {Path(__file__).name} without --check")
            status = 1
        else:
            print(f"{path}: right")
    return status


if __name__ == "__main__":
    sys.exit(main())
