"""The cache keeps full data sets on this machine, uncompressed, so that opening one is reading it."""

import os
from pathlib import Path

import numpy as np

from length.data_sets.catalog import IdxFile
from length.data_sets.idx import parse_file
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
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if not os.access(folder, os.X_OK):
            return None  # another user's home, as in a sandbox: no cache for this one
        raise DataError(str(path), f"can't be read ({error.strerror})", "Mend its permissions or remove it") from error
    return parse_file(file, payload, str(path), f"Replace it with `{MEND_COMMAND}`, or remove it")
