"""The embedded sample lets everything run without network or data: a few real images of each class, never more."""

import zipfile
from pathlib import Path

import numpy as np

from length.data_sets.catalog import ImageSet
from length.errors import DataError

FOLDER = Path(__file__).parent


def sample_path(image_set: ImageSet) -> Path:
    """Return the file that holds the sample."""
    return FOLDER / f"{image_set.folder}_sample.npz"


def load_sample(image_set: ImageSet, part: str) -> tuple[np.ndarray, np.ndarray]:
    """Return images (N, 28, 28) and labels (N,) of the sample's part, both uint8.

    Raises
    ------
    DataError
        The file is missing or broken.
    """
    path = sample_path(image_set)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            images, labels = arrays[f"{part}_images"], arrays[f"{part}_labels"]
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise DataError(str(path), f"the embedded sample can't be read ({error})", "Install `length` anew") from error
    images.flags.writeable = labels.flags.writeable = False
    return images, labels
