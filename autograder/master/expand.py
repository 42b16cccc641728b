"""Fills a master in: long hidden tests from their files, and points from the tests wherever the text names them.

`### HIDDEN TESTS tests/scaler.py` in a grade cell stands for the text of that file. `{points:test_scaler}` in a text
or a comment stands for the points of that cell, `{points:total}` for those of all cells that are no bonus.
"""

import re
import traceback
from pathlib import Path
from typing import Any

from autograder import testing
from autograder.master.place import Place
from autograder.master.regions import BEGIN_HIDDEN_TESTS, END_HIDDEN_TESTS
from autograder.spec import BONUS_TAG

_FILE = re.compile(r"^### HIDDEN TESTS (\S+)[ \t]*$", re.MULTILINE)
# A line that was meant to name a file, and names none.
_MISPLACED = re.compile(r"^\s*#+\s*hidden[\s_-]*tests?\b.*$", re.MULTILINE | re.IGNORECASE)
_POINTS = re.compile(r"\{points:([A-Za-z0-9_-]+)\}")
_END = "\n\nfrom autograder.testing import total\n\ntotal()\n"
# nbgrader refuses a number above a cell's maximum, which is 0 for a bonus: the semicolon keeps it from being shown
_END_OF_BONUS = "\n\nfrom autograder.testing import total\n\ntotal();\n"


def expand(cells: list[Place], folder: Path) -> None:
    """Fill in the cells of a master, in place.

    Parameters
    ----------
    cells : list of Place
        All cells.
    folder : Path
        The exercise's folder: names of files are relative to it.

    Raises
    ------
    MasterError
        If a file is missing, can't be executed or gives no points, or a text names a cell that has none.
    """
    points: dict[str, float] = {}
    total = 0.0
    for place in cells:
        marks = place.cell.metadata.get("nbgrader")
        if not isinstance(marks, dict) or not (marks.get("grade") or marks.get("task")):
            continue
        bonus = BONUS_TAG in place.cell.metadata.get("tags", ())
        by_tests = marks.get("grade") and not marks.get("solution")
        earned = _fill_in_tests(place, folder, _END_OF_BONUS if bonus else _END) if by_tests else None
        if earned is not None:
            marks.setdefault("points", 0 if bonus else _number(earned))
        worth = earned if earned is not None else marks.get("points")
        if isinstance(worth, int | float):
            points[str(marks.get("grade_id"))] = worth
            total += 0 if bonus else worth
    for place in cells:
        if match := _MISPLACED.search(place.cell.source):
            raise place.error(
                f"the line `{match[0].strip()}` names no file of hidden tests here",
                "Write `### HIDDEN TESTS tests/….py`, once, alone on a line of an automatically graded cell.",
            )
        _fill_in_points(place, points, total)


def properties_of(text: str, name: str) -> list[testing.Property]:
    """Return the properties that a test's text defines; it is the author's, and is executed here."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(text, name, "exec"), names)  # noqa: S102 - the master's own text
    found: list[testing.Property] = names.get(testing.PROPERTIES, [])
    return found


def _fill_in_tests(place: Place, folder: Path, end: str) -> float | None:
    """Put the text of a file in the place of its name; return the points of its properties, None if there is none."""
    match = _FILE.search(place.cell.source)
    if match is None:
        return None
    path = folder / match[1]
    try:
        text = path.read_text(encoding="utf-8").strip("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise place.error(f"{match[1]} can't be read ({error})", "Correct the name, or write the file.") from error
    try:
        found = properties_of(text, str(path))
    except Exception as error:  # the author's own text: whatever it raises is told to the author
        line = next(
            (frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)), 0
        )
        raise place.error(
            f"{match[1]}, line {line or getattr(error, 'lineno', 0)}: {type(error).__name__}: {error}", "Correct it."
        ) from error
    if not found:
        raise place.error(f"{match[1]} gives no points", "Write `@points(…)` above its test functions.")
    region = f"{BEGIN_HIDDEN_TESTS}\n{text}{end}{END_HIDDEN_TESTS}"
    place.cell.source = place.cell.source[: match.start()] + region + place.cell.source[match.end() :]
    return sum(item.points for item in found)


def _fill_in_points(place: Place, points: dict[str, float], total: float) -> None:
    place.cell.source = _POINTS.sub(lambda match: _named(match[1], place, points, total), place.cell.source)


def _named(name: str, place: Place, points: dict[str, float], total: float) -> str:
    if name == "total":
        return f"{total:g}"
    if name not in points:
        raise place.error(
            f"the text names the points of `{name}`, which is no graded cell",
            f"Known: {', '.join(sorted(points))}, total.",
        )
    return f"{points[name]:g}"


def _number(value: float) -> float:
    return int(value) if value == int(value) else value
