"""The files that lie beside a notebook, for its tests: they read them, and import from them, as beside the notebook."""

import atexit
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager
from pathlib import Path
from tempfile import mkdtemp

# The folder of the assignment that this process grades, and its files.
_kept: list[tuple[str, Mapping[str, bytes]]] = []


@contextmanager
def companions(files: Mapping[str, bytes]) -> Iterator[None]:
    """Make a folder with these files the working folder, and the first in which modules are looked for.

    Parameters
    ----------
    files : mapping
        Content by relative path; the master's own, never a submission's.
    """
    if not files:
        yield
        return
    folder = _folder(files)
    sys.path.insert(0, folder)
    try:
        with chdir(folder):
            yield
    finally:
        sys.path.remove(folder)


def _folder(files: Mapping[str, bytes]) -> str:
    """Return the folder; written once, as a process grades many submissions to one assignment."""
    if not _kept or _kept[0][1] != files:
        while _kept:
            _forget_modules(_kept.pop()[0])
        folder = mkdtemp(prefix="autograder-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        _kept.append((folder, files))
    return _kept[0][0]


def _forget_modules(folder: str) -> None:
    """Let another assignment's modules of the same names be imported."""
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(folder + os.sep):
            del sys.modules[name]
