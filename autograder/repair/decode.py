"""Submitted bytes become cells, whatever encoding, format or packing they arrive in."""

import json
from dataclasses import dataclass, replace

from autograder.repair import archive, salvage
from autograder.repair.limits import ALL_BYTES, MAX_FILE_BYTES, MAX_JSON_CONTAINERS, MAX_JSON_VALUES
from autograder.repair.reader import Reader
from autograder.repair.submitted import NotANotebookError, SubmittedCell, read_cells


@dataclass(frozen=True, slots=True)
class Edition:
    """One reading of a submission. A file can have several: both sides of a conflict, the notebooks of a zip.

    Attributes
    ----------
    look : str
        Why a person should look at it, else empty.
    """

    cells: tuple[SubmittedCell, ...]
    notes: tuple[str, ...]
    look: str = ""


def decode(data: bytes, reader: Reader) -> tuple[Edition, ...]:
    """Return every reading of the submitted bytes.

    Raises
    ------
    NotANotebookError
        When there is none; the message is the reason.
    """
    if len(data) > MAX_FILE_BYTES:
        raise NotANotebookError(f"the file has {len(data) / 2**20:.0f} MiB, more than {MAX_FILE_BYTES // 2**20} MiB")
    if not data or data.isspace():
        raise NotANotebookError("the file is empty")
    if archive.is_archive(data):
        return _decode_archive(data, reader)
    return _decode_notebook(data, reader)


def _decode_archive(data: bytes, reader: Reader) -> tuple[Edition, ...]:
    members = archive.notebooks(data, reader.spec)
    if not reader.takes_bytes(sum(len(content) for _, content in members)):
        raise NotANotebookError(f"the notebooks of the submission have more than {ALL_BYTES // 2**20} MiB together")
    editions: list[Edition] = []
    problems = []
    for name, content in members:
        others = f"; it holds {len(members)} notebooks" if len(members) > 1 else ""
        note = f'the notebook "{name}" was taken out of a zip archive{others}'
        try:
            editions += [
                replace(edition, notes=(note, *edition.notes)) for edition in _decode_notebook(content, reader)
            ]
        except NotANotebookError as problem:
            problems.append(f'"{name}" in the zip archive: {problem}')
    if not editions:
        raise NotANotebookError("; ".join(problems))
    return tuple(editions)


def _decode_notebook(data: bytes, reader: Reader) -> tuple[Edition, ...]:
    text, notes = _decode_text(data)
    brackets = max(text.count("{") + text.count("["), text.count("}") + text.count("]"))
    if brackets > MAX_JSON_CONTAINERS or text.count(",") > MAX_JSON_VALUES:
        raise NotANotebookError("the file holds more JSON values than a notebook can")
    try:
        return (Edition(read_cells(json.loads(text), reader), notes),)
    except RecursionError:
        raise NotANotebookError("the file is nested too deeply") from None
    except ValueError:
        # JSONDecodeError, or a number with thousands of digits
        return tuple(Edition(found.cells, (*notes, found.note), found.look) for found in salvage.salvage(text, reader))


def _decode_text(data: bytes) -> tuple[str, tuple[str, ...]]:
    encoding = json.detect_encoding(data)
    notes: tuple[str, ...] = ()
    if encoding == "utf-8-sig":
        notes = ("the file began with a byte order mark, which was left out",)
    elif encoding != "utf-8":
        notes = (f"the file was encoded as {encoding.upper()} and was read as such",)
    try:
        return data.decode(encoding), notes
    except UnicodeDecodeError:
        note = f"some characters are not {encoding.upper()} and were replaced"
        return data.decode(encoding, "replace"), (*notes, note)
