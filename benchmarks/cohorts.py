"""Course folders for the benchmarks: cohorts of submissions, with nbgrader's plain settings or ours."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build import build_source, register_assignment
from autograder.build.solutions import solved
from autograder.course.contracts import read_contracts, read_spec
from autograder.mistakes import edited, known_answers
from autograder.spec import TRAINING_TAG, CellSpec, Role
from tests.exercise import EXERCISE, NOTEBOOK, ROOT

Author = Callable[[int], bytes]  # makes the submission of a number


class CourseFolder:
    """A course folder to copy.

    Attributes
    ----------
    folder : Path
        Where it lies.
    assignment, notebook : str
        What is handed in.
    """

    def __init__(self, folder: Path, assignment: str, notebook: str) -> None:
        self.folder, self.assignment, self.notebook = folder, assignment, notebook

    def course(self, target: Path, count: int, *, plain: bool, author: Author) -> Path:
        """Copy the course with `count` submissions.

        Parameters
        ----------
        target : Path
            The folder to make.
        count : int
            Number of submissions.
        plain : bool
            Whether nbgrader's own commands run there as they come.
        author : function of a number -> bytes
            Makes the submissions.
        """
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(self.folder, target)
        if plain:
            settings = target / "nbgrader_config.py"
            plainly = "\nc.Execute.timeout = 60\nc.Autograder.unsafe_stock_kernel = True"
            settings.write_text(settings.read_text().replace("\nconfigure(c)", plainly))
        for number in range(count):
            folder = target / "submitted" / f"s{number:05}" / self.assignment
            folder.mkdir(parents=True)
            (folder / self.notebook).write_bytes(author(number))
        return target


class Master(CourseFolder):
    """The course with the exercise, built.

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
        super().__init__(folder, EXERCISE, NOTEBOOK)
        folder.mkdir(parents=True)
        settings = (ROOT / "nbgrader_config.py").read_text()
        if db_url:
            settings += f"c.CourseDirectory.db_url = {db_url!r}\n"
        (folder / "nbgrader_config.py").write_text(settings)
        shutil.copytree(ROOT / "notebooks" / EXERCISE, folder / "notebooks" / EXERCISE)
        build_source(folder)
        register_assignment(folder)
        source = folder / "build" / "source" / EXERCISE / NOTEBOOK
        self.spec = read_contracts(source, read_spec(source))
        self.solution: NotebookNode = solved(nbformat.read(source, as_version=4), EXERCISE)

    def right(self) -> Author:
        """Return who hands in the solution."""
        content = _written(self.solution)
        return lambda number: content

    def mixed(self) -> Author:
        """Return who hands in a third right answers, a third with a mistake in one task, and a third half done.

        Mistakes of all tasks take turns. Half done are the first half of the answers; the rest is as it was handed out.
        """
        right, half, wrong = _written(self.solution), self._half_done(), self._wrong()

        def author(number: int) -> bytes:
            return (right, wrong[number // 3 % len(wrong)], half)[number % 3]

        return author

    def _half_done(self) -> bytes:
        answers = [cell for cell in self.spec.cells if cell.role is Role.SOLUTION]
        return self._answered({cell.cell_id: cell.source for cell in answers[len(answers) // 2 :]})

    def _wrong(self) -> list[bytes]:
        """Return the solution with one mistake, the first of each task, then the second of each, and so on."""
        found = []
        for task in known_answers(ROOT / "notebooks" / EXERCISE):
            cells = [cell for cell in self.spec.cells if _is_answer(cell, task.solution)]
            for turn, mistake in enumerate(task.mistakes):
                changed = [cell for cell in cells if all(old in cell.solution for old, _ in mistake.edits)]
                if changed:
                    source = edited(changed[0].solution, mistake, task.task)
                    found.append((turn, self._answered({changed[0].cell_id: source})))
        return [content for _, content in sorted(found, key=lambda item: item[0])]

    def _answered(self, sources: dict[str, str]) -> bytes:
        """Return the solution with other text in some cells, by their ids."""
        notebook = deepcopy(self.solution)
        for cell in notebook.cells:
            cell.source = sources.get(cell.id, cell.source)
        return _written(notebook)


def _is_answer(cell: CellSpec, names: tuple[str, ...]) -> bool:
    return cell.role is Role.SOLUTION and (cell.grade_id in names or bool(cell.defines.intersection(names)))


def _written(notebook: NotebookNode) -> bytes:
    return nbformat.writes(without_training(deepcopy(notebook))).encode()


def without_training(notebook: NotebookNode) -> NotebookNode:
    """Make a plain kernel skip the cells that train for minutes, as our grading does."""
    for cell in notebook.cells:
        if TRAINING_TAG in cell.metadata.get("tags", []):
            cell.metadata.tags = [*{*cell.metadata.tags, "skip-execution"}]
    return notebook
