"""Otter-Grader's side: the same submission and hidden tests in Otter's form, graded by `otter run`."""

import json
from pathlib import Path

import nbformat

from autograder.spec import AssignmentSpec
from benchmarks.cohorts import EXERCISE, Master, without_training
from benchmarks.measuring import Measured, run

# Otter passes or fails a test, so only all points of a task pass; `grade` returns None for a bonus task.
_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points!r}


@test_case(hidden=True)
def graded():
    from autograder.hidden_tests import grade

    assert grade({task!r}) == {expected!r}
"""
_PASSED = "All test cases passed!"  # what Otter writes about a test, also about one without points
_NOTEBOOK = f"{EXERCISE}.ipynb"


class OtterSide:
    """A folder with an Otter configuration (`autograder.zip`) and the submission that it grades.

    Parameters
    ----------
    folder : Path
        The folder to make.
    master : Master
        Its graded cells become Otter's tests, its solution the submission.
    python : Path
        A Python that has Otter-Grader and what the notebook imports.

    Raises
    ------
    RuntimeError
        If Otter is missing there, a cell of the submission fails or a test does not pass.
    """

    def __init__(self, folder: Path, master: Master, python: Path) -> None:
        self.folder = folder
        self.python = python.absolute()  # not resolved: a virtual environment's Python is a link
        (folder / "tests").mkdir(parents=True)
        source = nbformat.read(master.folder / "build" / "source" / EXERCISE / _NOTEBOOK, as_version=4)
        self.tests: set[str] = set()
        for cell in AssignmentSpec.from_notebook(EXERCISE, EXERCISE, source).cells:
            if cell.task:
                test = _TEST.format(
                    name=cell.grade_id, points=cell.points, task=cell.task, expected=cell.points or None
                )
                (folder / "tests" / f"{cell.grade_id}.py").write_text(test)
                self.tests.add(cell.grade_id)
        # Otter executes with nbclient, too, which skips the same tag as in stock nbgrader
        nbformat.write(without_training(master.solution), folder / _NOTEBOOK)
        self._otter("generate")
        self.grade("--debug")  # fails where a cell fails, which Otter otherwise ignores: a package may be missing

    def grade(self, *options: str) -> Measured:
        """Grade the submission in a process of its own."""
        results = self.folder / "results.json"
        results.unlink(missing_ok=True)
        measured = self._otter("run", *options, _NOTEBOOK)
        passed = {test["name"] for test in json.loads(results.read_text())["tests"] if _PASSED in test["output"]}
        if not self.tests <= passed:
            raise RuntimeError(f"otter run: {', '.join(sorted(self.tests - passed))} did not pass")
        return measured

    def _otter(self, *arguments: str) -> Measured:
        return run(self.folder, "otter", *arguments, python=str(self.python))
