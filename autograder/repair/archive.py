"""A zip archive in place of a notebook: its notebooks are read, within limits that no bomb gets past."""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from autograder.repair.limits import MAX_ARCHIVE_EXTRA, MAX_ARCHIVE_MEMBERS, MAX_ARCHIVE_NOTEBOOKS, MAX_FILE_BYTES
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


def _check_directory(data: bytes) -> None:
    """Look at the entries of the directory before zipfile builds an object for each of them."""
    odd = 0
    for number, entry in enumerate(_DIRECTORY_ENTRY.finditer(data)):
        if number >= MAX_ARCHIVE_MEMBERS:
            raise NotANotebookError(f"the zip archive holds more than {MAX_ARCHIVE_MEMBERS} files")
        # zipfile reads an extra field in quadratic time; packed data may look like an entry now and then
        odd += int.from_bytes(entry[1], "little") > MAX_ARCHIVE_EXTRA
        if odd > _MOST_ODD:
            raise NotANotebookError("the zip archive can't be read (its directory holds too much)")


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Return the content of a member; `ZipFile.read` would unpack 2 GB before it looks at the declared size."""
    with archive.open(member) as file:
        return file.read(member.file_size)


def _is_notebook(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    # macOS adds a shadow of every file, Jupyter a checkpoint
    shadow = "__MACOSX" in path.parts or path.name.startswith("._") or ".ipynb_checkpoints" in path.parts
    return path.suffix.lower() == ".ipynb" and not shadow and member.compress_type in _METHODS
