"""The metadata on a master's cell lines decides what is released, locked and scored, so none of it may be off."""

import re
from typing import Any

from autograder.master.place import Place

SCHEMA_VERSION = 3
_FLAGS = ("grade", "solution", "locked", "task")
# notebooks of older courses have no `task`: nbgrader takes it for false
_REQUIRED = {"grade", "solution", "locked", "grade_id", "schema_version"}
_CELL_KEYS = {"nbgrader", "tags"}
# jupytext's notes on how the text was laid out, dropped when the notebook is written
_JUPYTEXT_KEYS = {"lines_to_next_cell", "cell_marker"}
# `locked` decides only where a cell is neither graded nor answered: nbgrader locks all grade cells and no answers.
_ROLES = {
    # (grade, solution, task)
    (False, True, False): "solution cell",
    (True, False, False): "grade cell",
    (False, False, False): "check cell",
    (True, True, False): "manually graded cell",
    (False, False, True): "task cell",
}
_GRADED = ("grade cell", "manually graded cell", "task cell")
_CODE = ("solution cell", "grade cell")
# nbformat's rule for cell ids, which are made from grade_ids
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def check_metadata(cells: list[Place]) -> None:
    """Refuse unknown keys, wrong types, roles that the course doesn't have, and bad or repeated grade_ids.

    Raises
    ------
    MasterError
        For the first cell whose metadata break a rule.
    """
    first_use: dict[str, Place] = {}
    for place in cells:
        _check_cell_keys(place)
        if "nbgrader" not in place.cell.metadata:
            continue
        marks = place.cell.metadata["nbgrader"]
        _check_nbgrader_keys(place, marks)
        _check_grade_id(place, marks["grade_id"], first_use)
        _check_role(place, marks)


def _check_cell_keys(place: Place) -> None:
    unknown = sorted(set(place.cell.metadata) - _CELL_KEYS - _JUPYTEXT_KEYS)
    if unknown:
        raise place.error(
            f"the cell line holds {_listed(unknown)}, but only {_listed(sorted(_CELL_KEYS))} are known",
            'Write it as `# %% nbgrader={"grade": ...} tags=["..."]`, the values in JSON.',
        )


def _check_nbgrader_keys(place: Place, marks: Any) -> None:
    if not isinstance(marks, dict):
        raise place.error(f"nbgrader's metadata must be an object, got {marks!r}", "Copy those of a cell that works.")
    if "grade_id" not in marks:
        raise place.error("nbgrader's metadata have no grade_id", "Give the cell a grade_id of its own.")
    unknown = sorted(set(marks) - _REQUIRED - {"points", "task"})
    if unknown:
        raise place.error(f"nbgrader's metadata hold unknown keys: {_listed(unknown)}", "Take them out.")
    missing = sorted(_REQUIRED - set(marks))
    if missing:
        raise place.error(f"nbgrader's metadata lack {_listed(missing)}", "Add them, as in the other cells.")
    for flag in _FLAGS:
        if not isinstance(marks.get(flag, False), bool):
            raise place.error(f"`{flag}` must be true or false, got {marks[flag]!r}", "Write one of the two.")
    if marks["schema_version"] != SCHEMA_VERSION:
        raise place.error(
            f"schema_version must be {SCHEMA_VERSION}, got {marks['schema_version']!r}", f"Write {SCHEMA_VERSION}."
        )


def _check_grade_id(place: Place, grade_id: Any, first_use: dict[str, Place]) -> None:
    if not isinstance(grade_id, str) or not _GRADE_ID.fullmatch(grade_id):
        raise place.error(
            f"grade_id must be 1 to 64 letters, digits, `_` or `-`, got {grade_id!r}", "Rename it, like `test_square`."
        )
    if grade_id in first_use:
        raise place.error(
            f"grade_id {grade_id} is already that of cell {first_use[grade_id].number}", "Rename one of the two."
        )
    first_use[grade_id] = place


def _check_role(place: Place, marks: dict[str, Any]) -> None:
    role = _ROLES.get((marks["grade"], marks["solution"], marks.get("task", False)))
    if role is None or (role in ("check cell", "task cell") and not marks["locked"]):
        raise place.error(
            "grade, solution, locked and task form no role that nbgrader has",
            "Set true for `solution` alone (solution cell), for `grade` and `locked` (grade cell), for `locked` alone "
            "(check cell), for `grade` and `solution` (manually graded cell), or for `task` and `locked` (task cell).",
        )
    if place.cell.cell_type != "code" and role in _CODE:
        raise place.error(f"a {role} must hold code, this one is {place.cell.cell_type}", "Make it a code cell.")
    if role not in _GRADED and "points" in marks:
        raise place.error(f"a {role} can't have points", "Take `points` out, or make it a grade cell.")
    if role in _GRADED and "points" not in marks:
        raise place.error(f"the {role} has no points", 'Add `"points"`, or name a file of tests that give some.')


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
