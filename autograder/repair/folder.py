"""A submission folder is read without following anything out of it: regular files only, within limits.

Hard links
    A file that is also linked from outside the folder is refused. Where the kernel lets users link to files that they
    can't read (`fs.protected_hardlinks = 0`), such a link would have the grader read them: the master's solutions could
    be handed in as answers, and shown in the feedback. Links among files of the same folder, as tools that save space
    make them, are accepted.
"""

import errno
import os
import stat
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from autograder.repair.limits import (
    MAX_FILE_BYTES,
    MAX_FILE_NOTES,
    MAX_FOLDER_BYTES,
    MAX_FOLDER_DEPTH,
    MAX_FOLDER_ENTRIES,
)
from autograder.repair.text import show


@dataclass(frozen=True, slots=True)
class SubmittedFile:
    """A regular file of a submission.

    Attributes
    ----------
    name : str
        Path below the submission folder, with `/`; may hold any character.
    modified : float
        Time of the last change, in seconds since the epoch.
    content : bytes
        At most one byte more than the size limit.
    """

    name: str
    modified: float
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    info: os.stat_result


def read_folder(folder: Path, chosen: Mapping[str, str] | None = None) -> tuple[list[SubmittedFile], list[str]]:
    """Return the files of a submission folder, sorted by name, and notes on what was refused.

    A folder that does not exist has no files. Notebooks are read first: what lies beside them can't crowd them out.

    Parameters
    ----------
    folder : Path
        What is opened; never a symbolic link.
    chosen : mapping or None
        The files and folders in it that are read, and the name that each file gets; None for all, as they are called.
    """
    notes: list[str] = []
    try:
        root = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return [], []
    except OSError as problem:
        return [], [f"the submission folder can't be opened: {problem.strerror}"]
    try:
        entries = list(_walk(root, "", 0, [0], notes, chosen))
    finally:
        os.close(root)
    links = Counter((entry.info.st_dev, entry.info.st_ino) for entry in entries)
    files = []
    budget = MAX_FOLDER_BYTES
    for entry in sorted(entries, key=lambda entry: (not is_notebook(entry.name), entry.name)):
        if entry.info.st_nlink > links[entry.info.st_dev, entry.info.st_ino]:
            notes.append(f'"{show(entry.name)}" is a hard link to a file outside the submission and was not read')
            continue
        try:
            content = _read(folder, entry)
        except OSError as problem:
            notes.append(f'"{show(entry.name)}" can\'t be read: {problem.strerror}')
            continue
        if len(content) > budget:
            notes.append(f'"{show(entry.name)}" was left out: the submission is larger than {MAX_FOLDER_BYTES:,} bytes')
            continue
        budget -= len(content)
        name = entry.name if chosen is None else chosen.get(entry.name, entry.name)
        files.append(SubmittedFile(name, entry.info.st_mtime, content))
    return sorted(files, key=lambda file: file.name), shortened(notes)


def is_notebook(name: str) -> bool:
    """Tell whether a file is called as notebooks are."""
    return name.lower().endswith(".ipynb")


def shortened(notes: list[str]) -> list[str]:
    """Return the first of many notes on files, and how many more there are."""
    if len(notes) <= MAX_FILE_NOTES:
        return notes
    return [*notes[:MAX_FILE_NOTES], f"{len(notes) - MAX_FILE_NOTES} more entries were not read"]


def _walk(
    folder: int, prefix: str, depth: int, seen: list[int], notes: list[str], chosen: Mapping[str, str] | None = None
) -> Iterator[_Entry]:
    """Yield the regular files below an open folder; everything else is refused with a note."""
    with os.scandir(folder) as found:
        for item in found:
            if chosen is not None and item.name not in chosen:
                continue
            seen[0] += 1
            if seen[0] > MAX_FOLDER_ENTRIES:
                if seen[0] == MAX_FOLDER_ENTRIES + 1:
                    notes.append(f"the submission has more than {MAX_FOLDER_ENTRIES} files; the others were not read")
                return
            name = prefix + item.name
            try:
                info = item.stat(follow_symlinks=False)
                if stat.S_ISREG(info.st_mode):
                    yield _Entry(name, info)
                elif not stat.S_ISDIR(info.st_mode):
                    notes.append(f'"{show(name)}" is a {_kind(info.st_mode)} and was not read')
                elif depth < MAX_FOLDER_DEPTH:
                    below = os.open(item.name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
                    try:
                        yield from _walk(below, name + "/", depth + 1, seen, notes)
                    finally:
                        os.close(below)
            except OSError as problem:
                notes.append(f'"{show(name)}" can\'t be read: {problem.strerror}')


def _kind(mode: int) -> str:
    kinds = {stat.S_IFLNK: "symbolic link", stat.S_IFIFO: "named pipe", stat.S_IFSOCK: "socket"}
    return kinds.get(stat.S_IFMT(mode), "device file")


def _read(folder: Path, entry: _Entry) -> bytes:
    """Return the content of a file, reached step by step so that no folder on the way can be swapped for a link."""
    *parents, name = entry.name.split("/")
    opened = [os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)]
    try:
        for parent in parents:
            opened.append(os.open(parent, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=opened[-1]))
        # non-blocking: a pipe put in the file's place must not hang the grader
        opened.append(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=opened[-1]))
        info = os.fstat(opened[-1])
        if not stat.S_ISREG(info.st_mode) or not os.path.samestat(info, entry.info):
            raise OSError(errno.ESTALE, "it was replaced while it was read")
        with os.fdopen(opened.pop(), "rb") as file:
            return file.read(MAX_FILE_BYTES + 1)
    finally:
        for descriptor in opened:
            os.close(descriptor)
