"""Broken JSON is searched for what can still be read: trailing text, conflict marks, single whole cells."""

import json
import re
from typing import Any

from autograder.repair.submitted import NotANotebookError, SubmittedCell, cells_of, read_cells

_START = re.compile(r"\s*")
_SEPARATOR = re.compile(r"[\s,]*")
_CELLS = re.compile(r'"cells"\s*:\s*\[')
_CELL = re.compile(r'\{\s*"(?:attachments|cell_type|collapsed|execution_count|id|input|metadata|outputs|source)"')
_OURS, _BASE, _SIDES, _THEIRS = "<<<<<<< ", "||||||| ", "=======", ">>>>>>> "


def salvage(text: str) -> list[tuple[tuple[SubmittedCell, ...], str]]:
    """Return readings (cells, note) of a text that is not valid JSON.

    Raises
    ------
    NotANotebookError
        When no cell can be read from it.
    """
    conflict = [(side, reading) for side, version in _conflict_sides(text) if (reading := _parse(version)) is not None]
    if conflict:
        return [(cells, f"the file holds an unresolved merge conflict; {side} was taken") for side, cells in conflict]
    start = _START.match(text)
    whole = _parse(text, start.end() if start else 0)
    if whole is not None:
        return [(whole, "text after the end of the notebook was left out")]
    cells = cells_of(_whole_cells(text))
    if not cells:
        raise NotANotebookError("the file is no valid JSON, and no cell could be read from it")
    return [(cells, f"the file is no valid JSON; {len(cells)} cells could be read from it")]


def _parse(text: str, start: int = 0) -> tuple[SubmittedCell, ...] | None:
    try:
        return read_cells(json.JSONDecoder().raw_decode(text, start)[0])
    except (ValueError, RecursionError, NotANotebookError):
        return None


def _conflict_sides(text: str) -> list[tuple[str, str]]:
    """Return the text with each side of its git conflicts, or nothing where there are none."""
    ours: list[str] = []
    theirs: list[str] = []
    state, conflicts = "", 0
    for line in text.splitlines(keepends=True):
        if line.startswith(_OURS):
            state, conflicts = "ours", conflicts + 1
        elif state and line.startswith(_BASE):
            state = "base"
        elif state and line.rstrip() == _SIDES:
            state = "theirs"
        elif state and line.startswith(_THEIRS):
            state = ""
        else:
            if state in ("", "ours"):
                ours.append(line)
            if state in ("", "theirs"):
                theirs.append(line)
    return [("its first side", "".join(ours)), ("its second side", "".join(theirs))] if conflicts else []


def _whole_cells(text: str) -> list[Any]:
    """Return the objects of a damaged notebook that are whole and look like cells."""
    decoder = json.JSONDecoder()
    opening = _CELLS.search(text)
    position = opening.end() if opening else 0
    cells = []
    # damaged objects are read to where they break: what that may cost is limited to a few times the text
    budget = 4 * len(text)
    while budget > 0:
        separator = _SEPARATOR.match(text, position)
        start = separator.end() if separator else position
        try:
            found, position = decoder.raw_decode(text, start)
        except json.JSONDecodeError as problem:
            budget -= problem.pos - start
        except (ValueError, RecursionError):
            budget -= len(text) - start
        else:
            if isinstance(found, dict) and "cell_type" in found:
                cells.append(found)
            continue
        following = _CELL.search(text, start + 1)
        if following is None:
            break
        position = following.start()
    return cells
