"""Answers to the tasks: the master's, wrong ones made of it by known mistakes, unusual right ones."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import jupytext

from autograder.errors import MasterError
from autograder.master.regions import without_hidden_tests
from autograder.spec import defined_names
from autograder.tasks.task import Mistake, Task

ROOT = Path(__file__).resolve().parents[2]
MASTER = ROOT / "notebooks" / "neural_network_basics.py"
RIGHT_ANSWERS = ROOT / "tests" / "mutants"


class Master:
    """The code cells of the master notebook, by grade_id or by a name that they define."""

    def __init__(self, path: Path = MASTER) -> None:
        self._path = path
        self._cells = [cell for cell in jupytext.read(path).cells if cell.cell_type == "code"]

    @property
    def imports(self) -> str:
        """The notebook's first code cell."""
        return str(self._cells[0].source)

    def source(self, *names: str) -> str:
        """Return the text of the named cells, as one cell."""
        return "\n\n".join(self._cell(name) for name in names)

    def check(self, name: str) -> str:
        """Return the visible check in the named grade cell."""
        return without_hidden_tests(self._cell(name))

    def mutated(self, task: Task, mistake: Mistake) -> str:
        """Return a task's solution with a mistake in it."""
        source = self.source(*task.solution_cells)
        for old, new in mistake.edits:
            if old not in source:
                raise MasterError(
                    f"{self._path.name}, task {task.name}",
                    f'the mistake "{mistake.name}" edits {old!r}, which its solution does not hold',
                    f"Adapt the mistake in autograder/tasks/{task.name}.py",
                )
            source = source.replace(old, new)
        return source

    def _cell(self, name: str) -> str:
        for cell in self._cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == name or name in defined_names(cell.source):
                return str(cell.source)
        raise MasterError(str(self._path.name), f"no cell has the grade_id {name} or defines {name}", "Restore it")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a task, and whether it is right."""

    task: Task
    name: str
    source: str
    right: bool


def answers(task: Task, master: Master, folder: Path = RIGHT_ANSWERS) -> Iterator[Answer]:
    """Yield the master's solution, the unusual right answers and all known mistakes of a task."""
    yield Answer(task, "the master's solution", master.source(*task.solution_cells), right=True)
    variants = folder / f"{task.name}.py"
    if variants.exists():
        # the text before the first mark is for the reader
        parts = re.split(r"^# %% (.+)\n", variants.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
        for name, source in zip(parts[::2], parts[1::2], strict=True):
            yield Answer(task, name, source, right=True)
    for mistake in task.mistakes:
        yield Answer(task, mistake.name, master.mutated(task, mistake), right=False)
