"""The look-up brings a data set from the nearest place that has it, and says plainly when there is only the sample."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from length.data_sets.cache import (
    ENVIRONMENT_SWITCH,
    MEND_COMMAND,
    SAMPLE_ONLY,
    cache_folder,
    open_cached,
    sample_is_demanded,
)
from length.data_sets.catalog import IdxFile, ImageSet
from length.data_sets.idx import parse_file
from length.data_sets.sample import load_sample

# Why there is only the sample is told once; that it is one is told each time.
_explained: set[ImageSet] = set()


class Found(NamedTuple):
    """Images and labels of the parts asked for, where they are from, and whether they are only the sample."""

    parts: dict[str, tuple[np.ndarray, np.ndarray]]
    origin: str
    is_sample: bool


def look_up(image_set: ImageSet, parts: Sequence[str]) -> Found:
    """Return the parts (``"train"``, ``"test"``) of a data set: the full ones, or all of them from the sample.

    A sample is announced on standard output, each time.

    Raises
    ------
    DataError
        A file in the cache is broken.
    """
    if sample_is_demanded():
        return _sample(image_set, parts, [f"{ENVIRONMENT_SWITCH}={SAMPLE_ONLY} asks for it"])
    files = [file for part in parts for file in image_set.part(part)]
    arrays, origins = read_cache(image_set, files)
    reasons: list[str] = []
    if len(arrays) < len(files):
        # Not at the top: a set that is in the cache opens without HTTP, threads and archives.
        from length.data_sets.bring import bring

        missing = [file for file in files if file not in arrays]
        for delivery in bring(image_set, missing, reasons):
            arrays[delivery.file] = parse_file(delivery.file, delivery.payload, delivery.origin)
            origins.append(delivery.origin)
    if len(arrays) < len(files):
        return _sample(image_set, parts, reasons)
    found = {part: (arrays[pair.images], arrays[pair.labels]) for part in parts for pair in [image_set.part(part)]}
    return Found(found, ", ".join(dict.fromkeys(origins)), is_sample=False)


def read_cache(image_set: ImageSet, files: Sequence[IdxFile]) -> tuple[dict[IdxFile, np.ndarray], list[str]]:
    """Return the arrays of those files that are in the cache, and its folder if it had any.

    Raises
    ------
    DataError
        A file in the cache is broken.
    """
    cache = cache_folder()
    if cache is None:
        return {}, []
    folder = cache / image_set.folder
    opened = {file: open_cached(file, folder) for file in files}
    arrays = {file: array for file, array in opened.items() if array is not None}
    return arrays, [str(folder)] if arrays else []


def _sample(image_set: ImageSet, parts: Sequence[str], reasons: Sequence[str]) -> Found:
    """Return the embedded sample, and say that it is nothing more."""
    found = {part: load_sample(image_set, part) for part in parts}
    sizes = " and ".join(
        f"{len(labels):,} of {image_set.part(part).labels.shape[0]:,} {part} images"
        for part, (_, labels) in found.items()
    )
    print(f"{image_set.title}: only the embedded SAMPLE is in use ({sizes}). Bring the full set: {MEND_COMMAND}")
    if image_set not in _explained:
        print("".join(f"  {reason}\n" for reason in reasons), end="")
        _explained.add(image_set)
    return Found(found, "embedded sample", is_sample=True)
