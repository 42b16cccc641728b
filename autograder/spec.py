"""What is run, graded and with how many points: read from the master, never from a submission."""

import ast
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, Self

from nbformat import NotebookNode

from autograder.master.regions import (
    CODE_STUB,
    Part,
    regions,
    without_hidden_tests,
    without_mark_scheme,
    without_marks,
    without_solutions,
)
from autograder.remote.contract import CellContract
from autograder.remote.source import definitions_of, given_sources

# Cells with this tag train for minutes; grading leaves them out.
TRAINING_TAG = "training"
# Points of a grade cell with this tag are counted apart, and nobody needs them for 100 %.
BONUS_TAG = "bonus"
# The tests of a grade cell with this tag run in the student's process, where a submission can read and fool them.
BESIDE_TAG = "beside"

# Libraries that take long to import and start no threads by that, which a fork would lose.
_LARGE = frozenset(
    {"matplotlib", "networkx", "pandas", "scipy", "seaborn", "skimage", "sklearn", "statsmodels", "sympy"}
)

# What nbgrader puts in the place of a written answer.
TEXT_STUB = "YOUR ANSWER HERE"


class Role(StrEnum):
    """What a master cell is for."""

    GIVEN = "given"  # prose and code that students read, run and may change
    SOLUTION = "solution"  # holds the student's answer, which a person may grade
    CHECK = "check"  # locked, no points of its own; a task's description is one, too
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
    solution : str
        What the master's author wrote into a solution cell, else empty.
    tests : str
        What is executed in the grader of a grade cell: its hidden tests, and its visible check where they don't give
        points to properties. Empty for other cells.
    title : str
        What reports call a grade cell: the beginning of its tests' docstring, up to a colon, else its grade_id.
    bonus : bool
        Whether the points of a grade cell are counted apart.
    full : str
        The text of a grade cell with its hidden tests, where instructors are to see them in the autograded notebook.
    checked : bool
        Whether the visible check of a grade cell runs in the student's process for itself, too.
    beside : bool
        Whether the tests of a grade cell run beside the student's code, within its reach, because the author says so.
    defines : frozenset of str
        Names of the classes, functions and variables that the cell defines at its top level.
    """

    cell_id: str
    cell_type: str
    role: Role
    grade_id: str | None
    points: float
    source: str
    defines: frozenset[str]
    training: bool
    metadata: Mapping[str, Any]
    solution: str = ""
    tests: str = ""
    title: str = ""
    bonus: bool = False
    full: str = ""
    checked: bool = True
    beside: bool = False


@dataclass(frozen=True, slots=True)
class AssignmentSpec:
    """One notebook of an assignment, as grading sees it.

    Attributes
    ----------
    contracts : mapping
        By grade_id, what the tests of a cell did with the solution; empty before that was recorded.
    files : mapping
        Files that lie beside the notebook when it runs: content by name.
    replaceable : frozenset of str
        Names among `files` in whose place a submission's own files lie.
    siblings : tuple of str
        Names of the assignment's other notebooks.
    given : mapping
        Source text by name of the imports and functions of the master's own cells: tests take these from here, never
        from a student.
    modules : tuple of str
        Large libraries that its cells import, of those that a process may import before it forks.
    metadata : mapping
        The notebook's own metadata (kernelspec, language) as the master has it.
    proven : bool
        Whether the solution earns all points, as that of an exercise must.
    known : mapping
        By grade_id, what the known answers to a cell did (`autograder.diagnosis`), packed: wrong answers alone need it.
    """

    assignment: str
    notebook: str
    cells: tuple[CellSpec, ...]
    metadata: Mapping[str, Any]
    contracts: Mapping[str, CellContract] = field(default_factory=dict)
    files: Mapping[str, bytes] = field(default_factory=dict)
    replaceable: frozenset[str] = frozenset()
    siblings: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    modules: tuple[str, ...] = ()
    proven: bool = True
    known: Mapping[str, bytes] = field(default_factory=dict)

    def properties(self, cell: CellSpec) -> list[tuple[str, float]]:
        """Return names and points of a grade cell's properties; none where it is all or nothing."""
        contract = self.contracts.get(str(cell.grade_id))
        return contract.properties if contract else []

    def place(self, number: int) -> str:
        """Name a cell, counted from 1, as messages do."""
        grade_id = self.cells[number - 1].grade_id
        return f"{self.notebook}, cell {number}" + (f" (grade_id {grade_id})" if grade_id else "")

    def files_beside(self, own: Mapping[str, bytes]) -> dict[str, bytes]:
        """Return what lies beside a submission: the course's files, and what it brought and they leave room for."""
        ours = {name: content for name, content in self.files.items() if name not in self.replaceable & own.keys()}
        # what is a file here can't be a folder there
        folders = {folder for name in ours for folder in _folders(name)}
        left = {name for name in own if name not in folders and ours.keys().isdisjoint(_folders(name))}
        return {name: content for name, content in own.items() if name in left} | ours

    def is_sibling(self, path: str) -> bool:
        """Tell whether a file is called like another notebook of the assignment: the longest name in it decides."""
        stem = _folded(PurePosixPath(path).stem)
        named = [name for name in (self.notebook, *self.siblings) if _folded(name) in stem]
        return bool(named) and max(named, key=len) != self.notebook

    @classmethod
    def from_notebook(cls, assignment: str, notebook: str, source: NotebookNode) -> Self:
        """Read the spec from a built and validated source notebook (`build/source/…`)."""
        return cls._of(assignment, notebook, source, [_cell_spec(cell) for cell in source.cells])

    @classmethod
    def from_released(cls, assignment: str, notebook: str, source: NotebookNode, released: NotebookNode) -> Self:
        """Read the spec from a source and what nbgrader releases of it, cell by cell; the marks in it may be any."""
        cells = [_adopted_cell(*pair) for pair in zip(source.cells, released.cells, strict=True)]
        return cls._of(assignment, notebook, source, _checked_once(cells))

    @classmethod
    def _of(cls, assignment: str, notebook: str, source: NotebookNode, cells: Sequence[CellSpec]) -> Self:
        own = dict(source.metadata)
        return cls(assignment, notebook, tuple(cells), own, given=_given(cells), modules=_large_modules(cells))


def _folders(name: str) -> list[str]:
    return [str(folder) for folder in PurePosixPath(name).parents]


def _folded(name: str) -> str:
    # macOS writes an umlaut as two characters, a letter and its dots
    return unicodedata.normalize("NFC", name).lower()


def _given(cells: Sequence[CellSpec]) -> dict[str, str]:
    code = [cell for cell in cells if cell.cell_type == "code"]
    answered = frozenset().union(*(cell.defines for cell in code if cell.role is Role.SOLUTION))
    found = given_sources(cell.tests or cell.source for cell in code if cell.role is not Role.SOLUTION)
    return {name: source for name, source in found.items() if name not in answered}


def _large_modules(cells: Sequence[CellSpec]) -> tuple[str, ...]:
    code = (definitions_of(cell.solution or cell.source) for cell in cells if cell.cell_type == "code")
    found: set[str] = set()
    for node in (node for statements in code for statement in statements for node in ast.walk(statement)):
        match node:
            case ast.Import(names=names):
                found.update(alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                found.add(module)
    return tuple(sorted(name for name in found if name.partition(".")[0] in _LARGE))


def released(cell: NotebookNode) -> str:
    """Return a cell's text as `nbgrader generate_assignment` leaves it, without nbgrader's second of imports.

    Raises
    ------
    MarkError
        If the marks of the cell don't pair up.
    """
    stub = CODE_STUB if cell.cell_type == "code" else TEXT_STUB
    marks = cell.metadata.get("nbgrader", {})
    if marks.get("solution") and not regions(cell.source, Part.SOLUTION):
        return stub  # the whole cell is the solution
    if marks.get("task"):
        return without_mark_scheme(cell.source)
    return without_hidden_tests(without_solutions(cell.source, stub))


def _cell_spec(cell: NotebookNode) -> CellSpec:
    hidden = "\n".join(line for region in regions(cell.source, Part.HIDDEN_TESTS) for line in region)
    whole = without_marks(cell.source)
    found = _read_cell(cell, released(cell), whole, hidden if gives_points(hidden) else whole, _title(hidden))
    graded = found.role is Role.GRADE
    return replace(found, bonus=graded and BONUS_TAG in cell.metadata.get("tags", []))


def _adopted_cell(cell: NotebookNode, shown: NotebookNode) -> CellSpec:
    found = _read_cell(cell, shown.source, cell.source, cell.source, _title(cell.source))
    return replace(found, full=cell.source if found.role is Role.GRADE and cell.source != shown.source else "")


def _checked_once(cells: list[CellSpec]) -> list[CellSpec]:
    """Let the check of a grade cell run as a part of its tests alone: a test may change what it tests.

    Where later cells use what it defines, it runs in the student's process as well, as in a notebook.
    """
    found: list[CellSpec] = []
    used: set[str] = set()
    for cell in reversed(cells):
        if cell.role is Role.GRADE:
            cell = replace(cell, checked=bool(used & defined_names(cell.source)))
        elif cell.cell_type == "code":
            used.update(re.findall(r"\w+", f"{cell.source} {cell.solution}"))
        found.append(cell)
    return found[::-1]


def _read_cell(cell: NotebookNode, source: str, solution: str, tests: str, title: str) -> CellSpec:
    """Return a cell's spec; solution, tests and title count only where its role has them."""
    marks = cell.metadata.get("nbgrader", {})
    role, tags = _role(marks), cell.metadata.get("tags", [])
    graded = role is Role.GRADE
    return CellSpec(
        cell_id=cell.id,
        cell_type=cell.cell_type,
        role=role,
        grade_id=marks.get("grade_id"),
        points=float(marks.get("points") or 0),
        source=source,
        defines=defined_names(cell.source) if cell.cell_type == "code" else frozenset(),
        training=TRAINING_TAG in tags,
        metadata=dict(cell.metadata),
        solution=solution if role is Role.SOLUTION else "",
        tests=tests if graded else "",
        title=title or str(marks.get("grade_id")) if graded else "",
        beside=graded and BESIDE_TAG in tags,
    )


def _role(marks: Mapping[str, Any]) -> Role:
    if marks.get("solution"):
        return Role.SOLUTION
    if marks.get("grade"):
        return Role.GRADE
    return Role.CHECK if marks.get("locked") or marks.get("task") else Role.GIVEN


def gives_points(tests: str) -> bool:
    """Tell whether tests spread their cell's points over properties: whether any function has points of its own."""
    for node in ast.walk(_parsed(tests)):
        match node:
            case ast.FunctionDef(
                decorator_list=[ast.Call(func=ast.Name(id="points") | ast.Attribute(attr="points")), *_]
            ):
                return True
    return False


def _title(tests: str) -> str:
    return (ast.get_docstring(_parsed(tests)) or "").partition("\n")[0].partition(":")[0].strip()


def _parsed(tests: str) -> ast.Module:
    try:
        return ast.parse(tests)
    except SyntaxError:  # magics in it: ordinary tests without properties
        return ast.Module([], [])


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
