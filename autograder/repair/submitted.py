"""The cells of a submission, read from any notebook format with nothing taken on trust."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.repair.code import Code
from autograder.repair.limits import ALL_CELLS, MAX_CELLS, MAX_CODE_CHARACTERS
from autograder.repair.reader import Reader
from autograder.repair.text import clean, layout_free

_MOST_POINTS = 1e9  # a whole number of a submission may be too large for a float


@dataclass(frozen=True, slots=True)
class SubmittedCell:
    """What repair looks at in a submitted cell, and its outputs; tags and all other metadata are left behind.

    Attributes
    ----------
    marks : mapping
        The cell's nbgrader metadata as submitted.
    code : Code
        The source as Python.
    fenced : Code or None
        The code in a text cell's fences, where it defines something.
    plain : str
        The source without layout, for comparison.
    outputs : tuple
        As they were read.
    """

    cell_type: str
    source: str
    grade_id: str | None
    cell_id: str | None
    marks: Mapping[str, Any] = field(repr=False)
    code: Code = field(repr=False)
    fenced: Code | None = field(repr=False)
    plain: str = field(repr=False)
    outputs: tuple[Any, ...] = field(default=(), repr=False)

    @property
    def names(self) -> frozenset[str]:
        """What the cell defines."""
        return self.code.names

    @property
    def is_as_released(self) -> bool:
        """Whether text and marks are those that nbgrader released: its checksum stands among the marks."""
        marks = self.marks
        grade, solution, locked = (marks.get(name, False) is True for name in ("grade", "solution", "locked"))
        locked = not solution and (grade or locked)
        parts = [self.source, self.cell_type, str(grade), str(solution), str(locked), self.grade_id or ""]
        if grade and isinstance(points := marks.get("points"), int | float):
            parts.append(str(float(max(-_MOST_POINTS, min(points, _MOST_POINTS)))))
        # as nbgrader's `compute_checksum`
        made = hashlib.md5("".join(parts).encode(errors="replace"), usedforsecurity=False)
        return made.hexdigest() == marks.get("checksum")


class NotANotebookError(Exception):
    """The data can't be a submitted notebook; the message says why."""


def read_cells(notebook: object, reader: Reader) -> tuple[SubmittedCell, ...]:
    """Return the cells of a parsed notebook file of format 2, 3 or 4.

    Raises
    ------
    NotANotebookError
        When it holds no list of cells, or more than a notebook can reasonably hold.
    """
    if not isinstance(notebook, dict):
        raise NotANotebookError("the file is JSON, but no notebook")
    found = notebook.get("cells")
    if not isinstance(found, list):
        # formats before 4 kept their cells in worksheets
        sheets = notebook.get("worksheets")
        lists = [sheet.get("cells") for sheet in _dicts(sheets)]
        if not lists:
            raise NotANotebookError("the file is JSON, but has no cells")
        found = [cell for cells in lists if isinstance(cells, list) for cell in cells]
    return cells_of(found, reader)


def cells_of(found: list[Any], reader: Reader) -> tuple[SubmittedCell, ...]:
    """Return the cells of a list of parsed cells; entries that are no cells are left out.

    Raises
    ------
    NotANotebookError
        When there are too many of them or they hold too much code.
    """
    if len(found) > MAX_CELLS:
        raise NotANotebookError(f"the notebook has {len(found)} cells, more than {MAX_CELLS}")
    if not reader.takes_cells(len(found)):
        raise NotANotebookError(f"the notebooks of the submission have more than {ALL_CELLS} cells together")
    code_characters = 0
    cells = []
    for raw in _dicts(found):
        # format 3 called the source of a code cell "input" and had headings as cells of their own
        source = clean(raw["source"] if "source" in raw else raw.get("input"))
        cell_type = raw.get("cell_type")
        if cell_type == "heading":
            level = raw.get("level")
            source = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1) + " " + source
        if cell_type not in ("code", "raw"):
            cell_type = "markdown"
        else:
            code_characters += len(source)
        if code_characters > MAX_CODE_CHARACTERS:
            raise NotANotebookError(f"the code cells hold more than {MAX_CODE_CHARACTERS} characters")
        cells.append(_cell(raw, cell_type, source, reader))
    return tuple(cells)


def _cell(raw: dict[str, Any], cell_type: str, source: str, reader: Reader) -> SubmittedCell:
    metadata = raw.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    marks = metadata.get("nbgrader")
    marks = marks if isinstance(marks, dict) else {}
    code, fenced = (reader.code(source), None) if cell_type == "code" else reader.prose(source)
    return SubmittedCell(
        cell_type=cell_type,
        source=source,
        grade_id=_text(marks.get("grade_id")),
        # Colab moves the id into the metadata
        cell_id=_text(raw.get("id")) or _text(metadata.get("id")),
        marks=marks,
        code=code or Code(frozenset(), False, source),
        fenced=fenced,
        plain=layout_free(source),
        outputs=tuple(_dicts(raw.get("outputs"))),
    )


def _dicts(found: object) -> list[dict[str, Any]]:
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
