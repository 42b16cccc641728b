"""`python -m length.data_sets` brings the full data sets into the cache and checks every byte of what is there."""

import sys

from length.data_sets.catalog import FASHION_MNIST_FILES, MNIST_FILES, ImageSet
from length.data_sets.files import NotThereError, cache_folder, checked, find

SECONDS = 15.0  # who asked for the data can wait


def fetch(image_set: ImageSet) -> bool:
    """Bring what the cache lacks of a data set, say what happens, and return whether it is whole now."""
    folder = cache_folder() / image_set.folder
    for file in image_set.files:
        path = folder / file.name
        try:
            if path.is_file():
                checked(file, path.read_bytes(), str(folder))
        except NotThereError as reason:
            print(f"{image_set.title}: a broken file is replaced: {reason}")
            path.unlink()
        try:
            find(image_set, file, SECONDS)
        except NotThereError as reason:
            print(f"{image_set.title}: could not bring {file.name} to {folder}\n  {reason}")
            print("  Put the files there by hand (plain or .gz), or use the sample: LENGTH_DATA=sample")
            return False
    print(f"{image_set.title}: complete and checked in {folder}")
    return True


if __name__ == "__main__":
    # A list, not a generator: when one set can't be had, the other is still fetched.
    complete = [fetch(image_set) for image_set in (MNIST_FILES, FASHION_MNIST_FILES)]
    sys.exit(not all(complete))
