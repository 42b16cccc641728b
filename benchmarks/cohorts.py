"""Course folders for the benchmarks: one notebook handed in many times, with nbgrader's plain settings or ours."""

import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build import build_source, register_assignment
from autograder.build.solutions import solved
from autograder.course.contracts import read_contracts, read_spec
from autograder.spec import TRAINING_TAG
from tests.exercise import EXERCISE, NOTEBOOK, ROOT


class Master:
    """A built course folder to copy.

    Parameters
    ----------
    folder : Path
        Where to build it.
    db_url : str, optional
        The gradebook's database, if it is not the folder's own.

    Attributes
    ----------
    spec : AssignmentSpec
        What is run and graded.
    solution : NotebookNode
        The solved notebook, without hidden tests.
    """

    def __init__(self, folder: Path, db_url: str | None = None) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        settings = (ROOT / "nbgrader_config.py").read_text()
        if db_url:
            settings += f"c.CourseDirectory.db_url = {db_url!r}\n"
        (folder / "nbgrader_config.py").write_text(settings)
        shutil.copytree(ROOT / "notebooks", folder / "notebooks")
        build_source(folder)
        register_assignment(folder)
        source = folder / "build" / "source" / EXERCISE / NOTEBOOK
        self.spec = read_contracts(source, read_spec(source))
        self.solution: NotebookNode = solved(nbformat.read(source, as_version=4), EXERCISE)

    def course(self, target: Path, count: int, *, plain: bool, author: Callable[[int], bytes] | None = None) -> Path:
        """Copy the course with `count` submissions.

        Parameters
        ----------
        target : Path
            The folder to make.
        count : int
            Number of submissions.
        plain : bool
            Whether nbgrader's own commands run there as they come.
        author : function of a number -> bytes, optional
            Makes the submissions; the solution without it.
        """
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        if plain:
            settings = target / "nbgrader_config.py"
            plainly = "\nc.Execute.timeout = 60\nc.Autograder.unsafe_stock_kernel = True"
            settings.write_text(settings.read_text().replace("\nconfigure(c)", plainly))
        content = nbformat.writes(without_training(self.solution)).encode()
        for number in range(count):
            folder = target / "submitted" / f"s{number:05}" / EXERCISE
            folder.mkdir(parents=True)
            (folder / NOTEBOOK).write_bytes(author(number) if author else content)
        return target


def without_training(notebook: NotebookNode) -> NotebookNode:
    """Make a plain kernel skip the cells that train for minutes, as our grading does."""
    for cell in notebook.cells:
        if TRAINING_TAG in cell.metadata.get("tags", []):
            cell.metadata.tags = [*{*cell.metadata.tags, "skip-execution"}]
    return notebook
