"""Broken JSON is searched for what can still be read: trailing text, conflict marks, single whole cells.

Each part of the text is read a fixed number of times, whatever it holds.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.repair.limits import MAX_ARCHIVE_NOTEBOOKS, MAX_CONFLICT_MARKS, MAX_SALVAGED_BRACKETS
from autograder.repair.reader import Reader
from autograder.repair.submitted import NotANotebookError, SubmittedCell, cells_of, read_cells

_START = re.compile(r"\s*")
_CELLS = re.compile(r'"cells"\s*:\s*\[')
# In a notebook a quote stands right behind a brace only where an object begins: in texts it is escaped.
_CELL = re.compile(r'\{\s*"(?:attachments|cell_type|collapsed|execution_count|id|input|metadata|outputs|source)"')
# Everything up to the next bracket, and that bracket; what is no JSON in between gives no match.
_NEXT_BRACKET = re.compile(
    r'(?:[\s,:\d.eE+-]++|true|false|null|NaN|Infinity|"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+")*+(?:([\[{])|([\]}]))'
)
# Its first character is one of four, which the search leaps to; that it begins a line is looked at afterwards.
_MARK = re.compile(r"[<|=>](?:(?<=<)(<{6} )|(?<=\|)(\|{6} )|(?<==)(={6}[ \t\r]*$)|(?<=>)(>{6} )).*\n?", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """Cells of a text that is no valid JSON, with a note on where they come from and why to look at them."""

    cells: tuple[SubmittedCell, ...]
    note: str
    look: str = ""


def salvage(text: str, reader: Reader) -> list[Found]:
    """Return readings of a text that is not valid JSON.

    Raises
    ------
    NotANotebookError
        When no cell can be read from it.
    """
    sides = [(side, _notebooks(version, reader)) for side, version in _conflict_sides(text)]
    conflict = [(side, found[0]) for side, found in sides if found]
    if conflict:
        look = "" if len(conflict) > 1 else "the file holds an unresolved merge conflict, and one side can't be read"
        return [
            Found(cells, f"the file holds an unresolved merge conflict; {side} was taken", look)
            for side, cells in conflict
        ]
    whole = _notebooks(text, reader)
    if len(whole) == 1:
        return [Found(whole[0], "text after the end of the notebook was left out")]
    if whole:
        return [
            Found(cells, f"the file holds {len(whole)} notebooks, one after the other; one was taken")
            for cells in whole
        ]
    cells = cells_of(list(_whole_cells(text)), reader)
    if not cells:
        raise NotANotebookError("the file is no valid JSON, and no cell could be read from it")
    note = f"the file is no valid JSON; {len(cells)} cells could be read from it"
    return [Found(cells, note, f"{note}, and what else it held is lost")]


def _notebooks(text: str, reader: Reader) -> list[tuple[SubmittedCell, ...]]:
    """Return the notebooks that a text begins with."""
    decoder = json.JSONDecoder()
    found: list[tuple[SubmittedCell, ...]] = []
    position = 0
    for _ in range(MAX_ARCHIVE_NOTEBOOKS):
        start = _START.match(text, position)
        try:
            value, position = decoder.raw_decode(text, start.end() if start else position)
            found.append(read_cells(value, reader))
        except (ValueError, RecursionError, NotANotebookError):
            break
    return found


def _conflict_sides(text: str) -> list[tuple[str, str]]:
    """Return the text with each side of its git conflicts, or nothing where there are none."""
    sides: tuple[list[str], list[str]] = ([], [])
    within, conflicts, position = "", 0, 0
    for number, mark in enumerate(_MARK.finditer(text)):
        if number == MAX_CONFLICT_MARKS:
            return []
        begins_line = mark.start() == 0 or text[mark.start() - 1] == "\n"
        if not begins_line or not (mark[1] or within):
            continue  # it only looks like a mark
        part = text[position : mark.start()]
        for side, name in zip(sides, ("ours", "theirs"), strict=True):
            if within in ("", name):
                side.append(part)
        position = mark.end()
        within = "ours" if mark[1] else "base" if mark[2] else "theirs" if mark[3] else ""
        conflicts += bool(mark[1])
    if not conflicts:
        return []
    for side, name in zip(sides, ("ours", "theirs"), strict=True):
        if within in ("", name):
            side.append(text[position:])
    return [("its first side", "".join(sides[0])), ("its second side", "".join(sides[1]))]


def _whole_cells(text: str) -> Iterator[Any]:
    """Yield the objects of a damaged notebook that are whole and look like cells."""
    opening = _CELLS.search(text)
    for start, end in _whole_objects(text, opening.end() if opening else 0):
        try:
            found = json.loads(text[start:end])
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and "cell_type" in found:
            yield found


def _whole_objects(text: str, position: int) -> list[tuple[int, int]]:
    """Return begin and end of all outermost objects that begin as cells do and whose brackets pair up."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for _ in range(MAX_SALVAGED_BRACKETS):
        bracket = _NEXT_BRACKET.match(text, position)
        if bracket is None:
            # damage: what was open before it has no end; the next object starts anew
            opened.clear()
            following = _CELL.search(text, position)
            if following is None:
                break
            position = following.start()
            continue
        position = bracket.end()
        if bracket[1]:
            opened.append(position - 1)
        elif opened and text[opened[-1]] + bracket[2] in ("{}", "[]"):
            start = opened.pop()
            if bracket[2] == "}" and _CELL.match(text, start):
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, position))
        else:
            opened.clear()
    return found
