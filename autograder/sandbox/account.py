"""The account that students' code becomes where the grader is root, and what it can read as files' modes tell."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

NOBODY = 65534
_READ_FILE, _READ_FOLDER, _PASS_FOLDER = 0o004, 0o005, 0o001


def open_to_all(folder: Path) -> bool:
    """Tell whether any account can read a folder, as far as its own and its parents' modes tell."""
    return _allows(folder, _READ_FOLDER) and reachable(folder)


def reachable(place: Path) -> bool:
    """Tell whether any account can come to a place through the folders above it."""
    return all(_allows(parent, _PASS_FOLDER) for parent in place.parents)


def closed(places: Iterable[Path]) -> Path | None:
    """Return the first of these files and folders, or what is in them, that some accounts can't read; None if all can.

    A repository that was cloned under `umask 077` is such a place.
    """
    for place in places:
        for path in (place, *_within(place)):
            if not _allows(path, _READ_FOLDER if path.is_dir() else _READ_FILE):
                return path
    return None


def _within(place: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(place):
        folders[:] = [name for name in folders if name != "__pycache__"]  # Python does without what it can't read
        yield from (Path(folder, name) for name in (*folders, *files) if not Path(folder, name).is_symlink())


def _allows(path: Path, modes: int) -> bool:
    return path.stat().st_mode & modes == modes
