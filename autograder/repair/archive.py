"""Zip archives in place of a notebook, or of a course's submissions: read within limits that no bomb gets past."""

import io
import mmap
import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from autograder.repair.folder import SubmittedFile, shortened
from autograder.repair.limits import (
    MAX_ARCHIVE_EXTRA,
    MAX_ARCHIVE_MEMBERS,
    MAX_ARCHIVE_NOTEBOOKS,
    MAX_COLLECTION_MEMBERS,
    MAX_FILE_BYTES,
    MAX_FOLDER_BYTES,
    MAX_FOLDER_ENTRIES,
)
from autograder.repair.submitted import NotANotebookError
from autograder.repair.text import show
from autograder.spec import AssignmentSpec

_LOCAL_HEADER = b"PK\x03\x04"
_DIRECTORY_ENTRY = re.compile(rb"PK\x01\x02.{26}(..)", re.DOTALL)
# LZMA and bzip2 members may claim gigabytes for their dictionaries; no common tool writes them.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_MOST_ODD = 8
# All that zipfile raises on damaged or encrypted archives.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    OverflowError,
)


def is_archive(data: bytes) -> bool:
    """Tell whether the bytes start as a zip archive does."""
    return data.startswith(_LOCAL_HEADER)


def notebooks(data: bytes, spec: AssignmentSpec) -> tuple[tuple[str, bytes], ...]:
    """Return (name for messages, content) of each notebook in a zip archive; archives inside it stay closed.

    Those that are called like another notebook of the assignment are left out.

    Raises
    ------
    NotANotebookError
        When the archive is damaged, encrypted, too large, or holds no notebook.
    """
    _check_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = [member for member in archive.infolist() if _is_notebook(member)]
            members = [member for member in found if not spec.is_sibling(member.filename)]
            if not members:
                others = " but others of the assignment" if found else ""
                raise NotANotebookError(f"the zip archive holds no notebook{others}")
            if len(members) > MAX_ARCHIVE_NOTEBOOKS:
                raise NotANotebookError(f"the zip archive holds more than {MAX_ARCHIVE_NOTEBOOKS} notebooks")
            if sum(member.file_size for member in members) > MAX_FILE_BYTES:
                raise NotANotebookError(f"the zip archive unpacks to more than {MAX_FILE_BYTES // 2**20} MiB")
            return tuple((show(member.filename), _read(archive, member)) for member in members)
    except _DAMAGE as problem:
        raise NotANotebookError(f"the zip archive can't be read ({show(str(problem))})") from None


def listed(path: Path) -> list[str]:
    """Return the names of the files in a zip archive, but those that macOS and Jupyter add.

    Raises
    ------
    NotANotebookError
        When the archive can't be read.
    """
    with _opened(path) as archive:
        return [member.filename for member in archive.infolist() if not member.is_dir() and not _is_shadow(member)]


def read_members(path: Path, chosen: Mapping[str, str]) -> tuple[list[SubmittedFile], list[str]]:
    """Return some files of a zip archive as those of a submission, and notes on what could not be read.

    Parameters
    ----------
    path : Path
        An archive of the submissions of many students.
    chosen : mapping
        The files that are read, and the name that each gets.
    """
    files: dict[str, SubmittedFile] = {}
    notes: list[str] = []
    budget = MAX_FOLDER_BYTES
    try:
        with _opened(path, check=False) as archive:  # `listed` looked at its directory
            modified = path.stat().st_mtime
            for member in archive.infolist():
                name = chosen.get(member.filename)
                if name is None or name in files:
                    continue
                if not _is_inside(name) or len(files) >= MAX_FOLDER_ENTRIES:
                    notes.append(f'"{show(name)}" was left out: its name leads elsewhere, or there are too many files')
                elif member.compress_type not in _METHODS or member.file_size > min(MAX_FILE_BYTES, budget):
                    notes.append(f'"{show(name)}" was left out: it is too large, or packed in a way that is not read')
                else:
                    budget -= member.file_size
                    try:
                        files[name] = SubmittedFile(name, modified, _read(archive, member))
                    except _DAMAGE as problem:
                        notes.append(f'"{show(name)}" can\'t be read: {show(str(problem))}')
    except NotANotebookError as problem:
        notes.append(str(problem))
    return [files[name] for name in sorted(files)], shortened(notes)


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts


@contextmanager
def _opened(path: Path, *, check: bool = True) -> Iterator[zipfile.ZipFile]:
    """Open an archive that may be larger than memory: a regular file that no other folder holds, too."""
    try:
        # non-blocking: a pipe in the file's place must not hang the grader
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            info = os.fstat(file.fileno())
            if not stat.S_ISREG(info.st_mode) or info.st_nlink > 1:
                raise NotANotebookError("it is a link or no regular file, and was not read")
            if check:
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                    _check_directory(data, MAX_COLLECTION_MEMBERS)
            with zipfile.ZipFile(file) as archive:
                yield archive
    except _DAMAGE as problem:
        raise NotANotebookError(f"the zip archive can't be read ({show(str(problem))})") from None


def _check_directory(data: bytes | mmap.mmap, most: int = MAX_ARCHIVE_MEMBERS) -> None:
    """Look at the entries of the directory before zipfile builds an object for each of them."""
    odd = 0
    for number, entry in enumerate(_DIRECTORY_ENTRY.finditer(data)):
        if number >= most:
            raise NotANotebookError(f"the zip archive holds more than {most} files")
        # zipfile reads an extra field in quadratic time; packed data may look like an entry now and then
        odd += int.from_bytes(entry[1], "little") > MAX_ARCHIVE_EXTRA
        if odd > _MOST_ODD:
            raise NotANotebookError("the zip archive can't be read (its directory holds too much)")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the content of a member; `ZipFile.read` would unpack 2 GB before it looks at the declared size."""
    with archive.open(member) as file:
        return file.read(member.file_size)


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    is_called_so = PurePosixPath(member.filename).suffix.lower() == ".ipynb"
    return is_called_so and not _is_shadow(member) and member.compress_type in _METHODS


def _is_shadow(member: zipfile.ZipInfo) -> bool:
    # macOS adds a shadow of every file, Jupyter a checkpoint
    path = PurePosixPath(member.filename)
    return "__MACOSX" in path.parts or path.name.startswith("._") or ".ipynb_checkpoints" in path.parts
