"""Folders where the files may lie compressed: those of system packages, and the cache when a person filled it."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from length.data_sets.cache import cache_folder
from length.data_sets.catalog import IdxFile, ImageSet
from length.data_sets.progress import Progress
from length.data_sets.routes import Delivery, Patience, RouteError, deliver


def read_folder(folder: Path, missing: Sequence[IdxFile], origin: str = "") -> Iterator[Delivery]:
    """Bring those of the files that lie in `folder`, plain or as .gz; it is their origin unless another is given.

    Raises
    ------
    RouteError
        A file is there, but broken.
    """
    for file in missing:
        for path in (folder / file.name, folder / f"{file.name}.gz"):
            try:
                payload = path.read_bytes()
            except FileNotFoundError:
                continue
            except OSError as error:
                raise RouteError(f"{path}: {error.strerror}") from error
            yield deliver(file, payload, origin or str(folder))
            break


def from_system_folders(
    image_set: ImageSet, missing: Sequence[IdxFile], patience: Patience, progress: Progress
) -> Iterator[Delivery]:
    """Bring the files that a package of the distribution, or a person with the cache folder, put on this machine.

    Raises
    ------
    RouteError
        No such folder, or a broken file in it.
    """
    cache = cache_folder()
    folders = [Path(name) for name in image_set.system_folders]
    if cache is not None:
        folders.insert(0, cache / image_set.folder)  # .gz files laid there by hand
    folders = [folder for folder in folders if os.path.isdir(folder)]  # False also where access is denied
    if not folders:
        raise RouteError("not installed")
    for folder in folders:
        yield from read_folder(folder, missing)
