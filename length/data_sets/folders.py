"""Folders where a data set's files may already lie: the cache, and those of system packages."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from length.data_sets.catalog import IdxFile, ImageSet
from length.data_sets.idx import parse_file
from length.data_sets.progress import Progress
from length.data_sets.routes import Delivery, Patience, RouteError, deliver
from length.errors import DataError

ENVIRONMENT_SWITCH = "LENGTH_DATA"
SAMPLE_ONLY = "sample"
MEND_COMMAND = "python -m length.data_sets"


def sample_is_demanded() -> bool:
    """Whether the environment says that no look-up is wanted (``LENGTH_DATA=sample``)."""
    return os.environ.get(ENVIRONMENT_SWITCH, "") == SAMPLE_ONLY


def cache_folder() -> Path | None:
    """Return the folder that keeps full data sets, or None where this user has none.

    ``LENGTH_DATA`` names it; otherwise it is ``length`` in ``XDG_CACHE_HOME`` or in ``~/.cache``.
    """
    named = os.environ.get(ENVIRONMENT_SWITCH, "")
    if named and named != SAMPLE_ONLY:
        return Path(os.path.expanduser(named)).absolute()
    # The XDG rules say that a relative path is to be ignored.
    base = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base, "length") if os.path.isabs(base) else None


def open_cached(file: IdxFile, folder: Path) -> np.ndarray | None:
    """Return the array of a file in the cache, or None if it is not there.

    The hash was checked when the file came; here size and header are, which costs nothing.

    Raises
    ------
    DataError
        The file is broken.
    """
    path = folder / file.name
    try:
        payload = np.fromfile(path, dtype=np.uint8)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise DataError(str(path), f"can't be read ({error.strerror})", "Mend its permissions or remove it") from error
    return parse_file(file, payload, str(path), f"Replace it with `{MEND_COMMAND}`, or remove it")


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


def read_folder(folder: Path, missing: Sequence[IdxFile]) -> Iterator[Delivery]:
    """Bring those of the files that lie in `folder`, plain or as .gz.

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
            yield deliver(file, payload, str(path))
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
    if not any(folder.is_dir() for folder in folders):
        raise RouteError("not installed")
    for folder in folders:
        yield from read_folder(folder, missing)
