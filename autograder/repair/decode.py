"""Submitted bytes become cells, whatever encoding, format or packing they arrive in."""

import json
from dataclasses import dataclass

from autograder.repair import archive, salvage
from autograder.repair.limits import MAX_FILE_BYTES, MAX_JSON_CONTAINERS, MAX_JSON_VALUES
from autograder.repair.submitted import NotANotebookError, SubmittedCell, read_cells


@dataclass(frozen=True, slots=True)
class Edition:
    """One reading of a submission. A file can have several: both sides of a conflict, the notebooks of a zip."""

    cells: tuple[SubmittedCell, ...]
    notes: tuple[str, ...]


def decode(data: bytes) -> tuple[Edition, ...]:
    """Return every reading of the submitted bytes.

    Raises
    ------
    NotANotebookError
        When there is none; the message is the reason.
    """
    if len(data) > MAX_FILE_BYTES:
        raise NotANotebookError(f"the file has {len(data) / 2**20:.0f} MiB, more than {MAX_FILE_BYTES // 2**20} MiB")
    if not data.strip():
        raise NotANotebookError("the file is empty")
    if archive.is_archive(data):
        return _decode_archive(data)
    return _decode_notebook(data)


def _decode_archive(data: bytes) -> tuple[Edition, ...]:
    members = archive.notebooks(data)
    editions: list[Edition] = []
    problems = []
    for name, content in members:
        others = f"; it holds {len(members)} notebooks" if len(members) > 1 else ""
        note = f'the notebook "{name}" was taken out of a zip archive{others}'
        try:
            editions += [Edition(edition.cells, (note, *edition.notes)) for edition in _decode_notebook(content)]
        except NotANotebookError as problem:
            problems.append(f'"{name}" in the zip archive: {problem}')
    if not editions:
        raise NotANotebookError("; ".join(problems))
    return tuple(editions)


def _decode_notebook(data: bytes) -> tuple[Edition, ...]:
    text, notes = _decode_text(data)
    if text.count("{") + text.count("[") > MAX_JSON_CONTAINERS or text.count(",") > MAX_JSON_VALUES:
        raise NotANotebookError("the file holds more JSON values than a notebook can")
    try:
        return (Edition(read_cells(json.loads(text)), notes),)
    except RecursionError:
        raise NotANotebookError("the file is nested too deeply") from None
    except ValueError:
        # JSONDecodeError, or a number with thousands of digits
        return tuple(Edition(cells, (*notes, note)) for cells, note in salvage.salvage(text))


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
