"""The headings above the graded cells of a source notebook: what a cell is called that has no other title."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import nbformat

from autograder.errors import GradingError

_HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)[\s#]*$", re.MULTILINE)


def headings_above(source: Path) -> dict[str, str]:
    """Return the heading above each graded cell by its grade_id, in the notebook's order; none if it is not there.

    Raises
    ------
    GradingError
        If the notebook can't be read.
    """
    if not source.is_file():
        return {}
    try:
        notebook = nbformat.read(source, as_version=4)
    except Exception as error:  # whatever is no notebook for nbformat
        raise GradingError(str(source), f"it can't be read ({error})", "Save it again") from error
    headings, above = {}, ""
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "markdown" and not marks.get("solution"):
            above = next(reversed(_HEADING.findall(cell.source)), above)
        if marks.get("grade") or marks.get("task"):
            headings[str(marks.get("grade_id"))] = above
    return headings


def has_heading(text: str) -> bool:
    """Tell whether a text cell holds a heading."""
    return _HEADING.search(text) is not None


def titles(told: Mapping[str, str], headings: Mapping[str, str]) -> dict[str, str]:
    """Return what each graded cell of a notebook is called: each has a name of its own.

    Parameters
    ----------
    told : mapping
        The title that its tests give it, or else its grade_id, by grade_id.
    headings : mapping
        The heading above it, by grade_id.
    """
    found = {cell: (title if title != cell else headings.get(cell, "")) or cell for cell, title in told.items()}
    taken = Counter(found.values())
    return {cell: title if taken[title] == 1 else cell for cell, title in found.items()}
