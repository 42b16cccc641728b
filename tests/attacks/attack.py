"""An attack: a submission that tries to get what it must not get, and what it may get at most."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from tests.attacks.scene import Scene
from tests.exercise import EXERCISE as EXERCISE
from tests.exercise import NOTEBOOK as NOTEBOOK
from tests.exercise import points_by_tests

# Points by the grade_id of their tests; with the bonus, what right answers earn, and what none earn.
POINTS = points_by_tests()
EVERYTHING = sum(POINTS.values())
NOTHING = 0.0

# Printed by an attack that notices its own success. In two parts: sources are shown in feedback, too.
SUCCESS = "ATTACK-" + "SUCCEEDED"
WON = f'def won(how):\n    print("{SUCCESS[:7]}" + "{SUCCESS[7:]}: " + str(how))\n\n\n'

# Makes every visible check pass, which nbgrader's own grading needs: checks and hidden tests stand in one cell.
CHECKLESS = """
import importlib, pkgutil, length.tests
for found in list(pkgutil.walk_packages(length.tests.__path__, 'length.tests.')):
    module = importlib.import_module(found.name)
    for name in dir(module):
        if name.startswith('test_') and callable(getattr(module, name)):
            setattr(module, name, lambda *args, **options: None)
"""

FINE = frozenset({"graded", "repaired"})
LATE = FINE | {"timed_out"}
DEAD = FINE | {"timed_out", "crashed", "out_of_memory"}
UNREADABLE = frozenset({"unreadable"})


Build = Callable[[Scene, Path], None]  # writes the files of a submission into its folder
Edit = Callable[[NotebookNode], None]


@dataclass(frozen=True, slots=True)
class Attack:
    """One submission of the corpus.

    Attributes
    ----------
    name : str
        Names the student who hands it in.
    purpose : str
        What it is after, in one line.
    least, most : float
        Points that it must keep, and that it may get, with the bonus.
    statuses : frozenset of str
        The record's statuses that are fine.
    dangerous : bool
        Whether it may harm this machine where a protection is missing: it is run only where none is.
    stock : bool
        Whether it is harmless enough for a stock nbgrader, which runs it unprotected.
    shown : bool
        Whether the pages that students and instructors see of it are made and searched.
    student : str
        Name of the student's folder, where that is the attack.
    """

    name: str
    purpose: str
    build: Build
    least: float = NOTHING
    most: float = NOTHING
    statuses: frozenset[str] = FINE
    dangerous: bool = False
    stock: bool = False
    shown: bool = False
    student: str = ""

    @property
    def student_id(self) -> str:
        """The student who hands it in."""
        return self.student or self.name


def unsolved(*edits: Edit) -> Build:
    """Hand in the release with edits: no right answer in it."""
    return lambda scene, folder: write(scene, folder, scene.release, edits)


def solved(*edits: Edit) -> Build:
    """Hand in the solution with edits: its answers have to keep their points."""
    return lambda scene, folder: write(scene, folder, scene.solution, edits)


def write(scene: Scene, folder: Path, notebook: NotebookNode, edits: tuple[Edit, ...], name: str = NOTEBOOK) -> None:
    """Write an edited copy of a notebook into a folder."""
    notebook = deepcopy(notebook)
    for edit in edits:
        edit(notebook)
    (folder / name).write_text(scene.fill_in(nbformat.writes(notebook)), encoding="utf-8")


def checkless(source: str = "") -> Edit:
    """Put a code cell in front of all others that makes every visible check pass, too."""
    return first(CHECKLESS + dedent(source))


def code(source: str) -> str:
    """Return the text of an attack's cell, in which `won(how)` tells of success."""
    return WON + dedent(source).strip() + "\n"


def first(source: str) -> Edit:
    """Put a code cell in front of all others."""
    return lambda notebook: notebook.cells.insert(0, new_code_cell(code(source), id=f"attack-{len(notebook.cells)}"))


def last(source: str) -> Edit:
    """Add a code cell at the end."""
    return lambda notebook: notebook.cells.append(new_code_cell(code(source), id=f"attack-{len(notebook.cells)}"))


def before(grade_id: str, source: str) -> Edit:
    """Put a code cell before the one with this grade_id."""

    def edit(notebook: NotebookNode) -> None:
        position = notebook.cells.index(find_cell(notebook, grade_id))
        notebook.cells.insert(position, new_code_cell(code(source), id=f"attack-{len(notebook.cells)}"))

    return edit


def answer(grade_id: str, source: str) -> Edit:
    """Write this into the cell with this grade_id."""

    def edit(notebook: NotebookNode) -> None:
        find_cell(notebook, grade_id).source = dedent(source).strip()

    return edit


def find_cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    """Return the cell with this grade_id."""
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)
