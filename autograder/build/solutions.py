"""The solutions: the masters as an instructor reads them, without marks and hidden tests."""

from copy import deepcopy
from pathlib import Path

from nbformat import NotebookNode

from autograder.build.layout import Say, exercises, read_notebook, silent, write_notebook, write_text
from autograder.build.source import build_source, copy_files
from autograder.course.contracts import committed_text, read_contracts, read_spec
from autograder.errors import MasterError
from autograder.master.regions import Part, without_hidden_tests, without_marks
from autograder.master.traces import traces


def build_solutions(course: Path, say: Say = silent) -> list[Path]:
    """Write `solutions/<exercise>/<notebook>.ipynb` for every master, without outputs, with its files beside it.

    Beside it lies also `<notebook>.contract.json`: what the hidden tests ask of the solution, to be committed.

    Raises
    ------
    MasterError
        If a master breaks a rule, or a hidden test would be left in a solution.
    """
    folder = course / "solutions"
    sources = build_source(course, say)
    for exercise in exercises(course):
        copy_files(exercise, folder / exercise.name)
    written = []
    for source in sources:
        path = folder / source.parent.name / source.name
        write_notebook(solved(read_notebook(source), source.stem), path)
        contracts = read_contracts(source, read_spec(source))
        write_text(committed_text(contracts), path.with_suffix(".contract.json"))
        say(f"{path.relative_to(course)}: solved notebook, hidden tests left out")
        written.append(path)
    for old in (*folder.glob("*.ipynb"), *folder.glob("*/*.ipynb")):
        if old not in written:
            old.unlink()
    return written


def solved(source: NotebookNode, name: str) -> NotebookNode:
    """Return the notebook with its solutions in place and every mark and hidden test taken out.

    Raises
    ------
    MasterError
        If a line of the hidden tests is left.
    """
    nb = deepcopy(source)
    for cell in nb.cells:
        cell.source = without_marks(without_hidden_tests(cell.source))
    text = "\n".join(cell.source for cell in nb.cells)
    for number, line in traces(text, source, Part.HIDDEN_TESTS):
        raise MasterError(
            f"{name}, cell {number}",
            f"the solved notebook still holds the hidden line `{line}`",
            "Keep it in the marks.",
        )
    return nb
