"""`python -m length.data_sets` brings the full data sets into the cache, checks every byte and mends broken files."""

import hashlib
import sys
from pathlib import Path

from length.data_sets.bring import bring
from length.data_sets.cache import ENVIRONMENT_SWITCH, SAMPLE_ONLY, cache_folder, sample_is_demanded
from length.data_sets.catalog import FASHION_MNIST_FILES, MNIST_FILES, IdxFile, ImageSet
from length.data_sets.routes import ON_DEMAND


def is_whole(file: IdxFile, folder: Path) -> bool:
    """Whether the cache holds `file`, byte for byte."""
    try:
        return hashlib.sha256((folder / file.name).read_bytes()).hexdigest() == file.sha256
    except OSError:
        return False


def fetch(image_set: ImageSet, cache: Path) -> bool:
    """Bring what the cache lacks of a data set, say what happens, and return whether it is whole now."""
    folder = cache / image_set.folder
    missing = [file for file in image_set.files if not is_whole(file, folder)]
    for file in missing:
        if (folder / file.name).exists():
            print(f"{image_set.title}: {folder / file.name} is broken and will be replaced")
    reasons: list[str] = []
    for delivery in bring(image_set, missing, reasons, ON_DEMAND):
        print(f"{image_set.title}: {delivery.file.name} from {delivery.origin}")
    lacking = [file.name for file in image_set.files if not is_whole(file, folder)]
    if lacking:
        print(f"{image_set.title}: could not bring {', '.join(lacking)} to {folder}")
        for reason in reasons:
            print(f"  {reason}")
        print(f"  Put the files there by hand (plain or .gz), or work with the sample: {ENVIRONMENT_SWITCH}=sample")
    else:
        print(f"{image_set.title}: complete and checked in {folder}")
    return not lacking


def main() -> int:
    """Bring both data sets, and return the exit status: 0 when both are complete."""
    cache = cache_folder()
    if sample_is_demanded() or cache is None:
        print(f"{ENVIRONMENT_SWITCH}={SAMPLE_ONLY} is set" if cache else "This user has no home folder for a cache")
        print(f"Set {ENVIRONMENT_SWITCH} to a folder for the full data sets")
        return 1
    # A list, not a generator: when one set can't be had, the other is still fetched.
    complete = [fetch(image_set, cache) for image_set in (MNIST_FILES, FASHION_MNIST_FILES)]
    return 0 if all(complete) else 1


if __name__ == "__main__":
    sys.exit(main())
