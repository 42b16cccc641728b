"""What is run, graded and with how many points: read from the master, never from a submission."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from nbformat import NotebookNode

from autograder.master.regions import CODE_STUB, Part, regions, without_hidden_tests, without_solutions

# Cells with this tag train for minutes; grading leaves them out.
TRAINING_TAG = "training"

# What nbgrader puts in the place of a written answer.
TEXT_STUB = "YOUR ANSWER HERE"


class Role(StrEnum):
    """What a master cell is for."""

    GIVEN = "given"  # prose and code that students read, run and may change
    SOLUTION = "solution"  # holds the student's answer
    CHECK = "check"  # locked, no points
    GRADE = "grade"  # visible check and hidden tests: locked, scored


@dataclass(frozen=True, slots=True)
class CellSpec:
    """One cell of the master.

    Attributes
    ----------
    cell_id : str
        The notebook format's cell id, stable between builds.
    source : str
        The text that students got (solutions and hidden tests cleared).
        Of a grade cell: the visible check.
    hidden : str
        The hidden tests of a grade cell, else empty.
    defines : frozenset of str
        Names of the classes, functions and variables that the cell defines at its top level.
    """

    cell_id: str
    cell_type: str
    role: Role
    grade_id: str | None
    points: float
    source: str
    hidden: str
    defines: frozenset[str]
    training: bool
    task: str | None
    metadata: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AssignmentSpec:
    """One notebook of an assignment, as grading sees it.

    Attributes
    ----------
    metadata : mapping
        The notebook's own metadata (kernelspec, language) as the master has it.
    """

    assignment: str
    notebook: str
    cells: tuple[CellSpec, ...]
    metadata: Mapping[str, Any]

    @classmethod
    def from_notebook(cls, assignment: str, notebook: str, source: NotebookNode) -> Self:
        """Read the spec from a built and validated source notebook (`build/source/…`)."""
        cells = tuple(_cell_spec(cell) for cell in source.cells)
        return cls(assignment, notebook, cells, dict(source.metadata))


def released(cell: NotebookNode) -> str:
    """Return a cell's text as `nbgrader generate_assignment` leaves it, without nbgrader's second of imports.

    Raises
    ------
    MarkError
        If the marks of the cell don't pair up.
    """
    stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
    if cell.metadata.get("nbgrader", {}).get("solution") and not regions(cell.source, Part.SOLUTION):
        return stub  # the whole cell is the solution
    return without_hidden_tests(without_solutions(cell.source, stub))


def _cell_spec(cell: NotebookNode) -> CellSpec:
    marks = cell.metadata.get("nbgrader", {})
    role = _role(marks)
    return CellSpec(
        cell_id=cell.id,
        cell_type=cell.cell_type,
        role=role,
        grade_id=marks.get("grade_id"),
        points=float(marks.get("points", 0)),
        source=released(cell),
        hidden="\n".join(line for region in regions(cell.source, Part.HIDDEN_TESTS) for line in region),
        defines=defined_names(cell.source) if cell.cell_type == "code" else frozenset(),
        training=TRAINING_TAG in cell.metadata.get("tags", []),
        task=graded_task(cell.source) if role is Role.GRADE else None,
        metadata=dict(cell.metadata),
    )


def _role(marks: Mapping[str, Any]) -> Role:
    if marks.get("grade"):
        return Role.GRADE
    if marks.get("solution"):
        return Role.SOLUTION
    return Role.CHECK if marks.get("locked") else Role.GIVEN


def graded_task(source: str) -> str | None:
    """Return the task that a hidden test cell grades: the name in its call of `grade`."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(func=ast.Name(id="grade"), args=[ast.Constant(value=str(name))]):
                return name
    return None


_DEFINITION = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


def defined_names(source: str) -> frozenset[str]:
    """Return the names that a cell defines at its top level; works on broken code too."""
    try:
        return names_bound(ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return names_at_margin(source)


def names_at_margin(source: str) -> frozenset[str]:
    """Return the names whose definitions start at the left margin, as those of half-written code do."""
    return frozenset(name for pair in _DEFINITION.findall(source) for name in pair if name)


def names_bound(body: Iterable[ast.stmt]) -> frozenset[str]:
    """Return the names of the classes, functions and variables that these statements define."""
    names: set[str] = set()
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                names.add(name)
            case ast.Assign(targets=targets):
                names.update(name.id for target in targets for name in _assigned(target) if isinstance(name, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.add(name)
    return frozenset(names)


def _assigned(target: ast.expr) -> list[ast.expr]:
    """Return what an assignment's target names: itself, or the parts of a tuple."""
    return target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
