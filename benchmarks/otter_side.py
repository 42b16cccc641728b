"""Otter-Grader's side: the same submission and hidden tests in Otter's form, graded by `otter run`."""

import json
from pathlib import Path

import nbformat

from autograder.spec import Role
from benchmarks.cohorts import Master, without_training
from benchmarks.measuring import Measured, run
from tests.exercise import NOTEBOOK

# Otter passes or fails a test, so only all points of a cell pass.
_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = {points!r}


@test_case(hidden=True)
def graded(env):
    names = dict(env)
    exec({tests!r}, names)
    assert all(item.passed for item in names.get("__properties__", ()))
"""
_PASSED = "All test cases passed!"  # what Otter writes about a test, also about one without points


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
        self.tests: set[str] = set()
        for cell in master.spec.cells:
            if cell.role is Role.GRADE:
                test = _TEST.format(name=cell.grade_id, points=cell.points, tests=cell.tests)
                (folder / "tests" / f"{cell.grade_id}.py").write_text(test)
                self.tests.add(str(cell.grade_id))
        # Otter executes with nbclient, too, which skips the same tag as in stock nbgrader
        nbformat.write(without_training(master.solution), folder / NOTEBOOK)
        self._otter("generate")
        self.grade("--debug")  # fails where a cell fails, which Otter otherwise ignores: a package may be missing

    def grade(self, *options: str) -> Measured:
        """Grade the submission in a process of its own."""
        results = self.folder / "results.json"
        results.unlink(missing_ok=True)
        measured = self._otter("run", *options, NOTEBOOK)
        passed = {test["name"] for test in json.loads(results.read_text())["tests"] if _PASSED in test["output"]}
        if not self.tests <= passed:
            raise RuntimeError(f"otter run: {', '.join(sorted(self.tests - passed))} did not pass")
        return measured

    def _otter(self, *arguments: str) -> Measured:
        return run(self.folder, "otter", *arguments, python=str(self.python))
