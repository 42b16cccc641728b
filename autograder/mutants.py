"""Proves the tests: every known mistake is refused, every right answer passes, however unusual it is.

Each answer runs as a student's does: in the sandbox, with the master's other cells, its visible check and the hidden
tests' probes. Known mistakes are in the task files, unusual right answers in `tests/mutants/`.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import jupytext
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.errors import MasterError
from autograder.sandbox import Limits, Student, StudentDied, Worker
from autograder.spec import defined_names
from autograder.tasks import TASKS
from autograder.tasks.scoring import score
from autograder.tasks.task import Mistake, Task

ROOT = Path(__file__).resolve().parents[1]
MASTER = ROOT / "notebooks" / "neural_network_basics.py"
RIGHT_ANSWERS = ROOT / "tests" / "mutants"

# The part of all mistakes that the visible checks must refuse; the hidden tests refuse every one.
VISIBLE_SHARE = 0.9


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tests make of an answer.

    Attributes
    ----------
    visible : bool or None
        Whether the visible check passes; None where there is none.
    lost : tuple of str
        The properties for which it gets no points, each with the reason.
    """

    answer: Answer
    visible: bool | None
    lost: tuple[str, ...]


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


def judge(answer: Answer, master: Master, worker: Worker) -> Verdict:
    """Run an answer with the cells it needs, its visible check and its hidden tests."""
    task = answer.task
    with worker.student() as student:
        for cell in (master.imports, *(master.source(name) for name in task.needs)):
            _run_own(student, cell)
        try:
            student.run_cell(answer.source)
            visible = student.run_cell(master.source(task.check_cell)).ok if task.check_cell else None
            result = score(task, student)
        except StudentDied as death:
            return Verdict(answer, False if task.check_cell else None, (death.message,))
    return Verdict(answer, visible, tuple(f"{item.name}: {item.message}" for item in result.properties if item.message))


def _run_own(student: Student, source: str) -> None:
    run = student.run_cell(source)
    if not run.ok:
        problem = next((f"{o['ename']}: {o['evalue']}" for o in run.outputs if o["output_type"] == "error"), "failed")
        raise MasterError(source.strip().splitlines()[0], f"a cell of the master does not run ({problem})", "Mend it")


def slips(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a sentence for everything that makes the proof fail."""
    problems = [
        f"{v.answer.task.name}: the hidden tests accept the mistake “{v.answer.name}”"
        for v in verdicts
        if not v.answer.right and not v.lost
    ]
    for v in verdicts:
        if v.answer.right and v.lost:
            problems.append(
                f"{v.answer.task.name}: the hidden tests refuse the right answer “{v.answer.name}” ({v.lost[0]})"
            )
        if v.answer.right and v.visible is False:
            problems.append(f"{v.answer.task.name}: the visible check refuses the right answer “{v.answer.name}”")
    checked = [v for v in verdicts if not v.answer.right and v.visible is not None]
    refused = sum(not v.visible for v in checked)
    if refused < VISIBLE_SHARE * len(checked):
        problems.append(f"the visible checks refuse {refused} of {len(checked)} mistakes, not {VISIBLE_SHARE:.0%}")
    return problems


def main() -> int:
    """Judge all answers to all tasks; print killed/all per task; return 0 if the proof holds."""
    console, master = Console(), Master()
    everything = [answer for task in TASKS.values() for answer in answers(task, master)]
    with Worker(Limits(submission_seconds=60)) as worker:
        verdicts = [judge(answer, master, worker) for answer in track(everything, "Judging answers", console=console)]
    table = Table(title="Mistakes refused, right answers accepted")
    for column in ("task", "hidden tests refuse", "visible check refuses", "both accept"):
        table.add_column(column, justify="left" if column == "task" else "right")
    for name, group in [
        *((task.title, [v for v in verdicts if v.answer.task is task]) for task in TASKS.values()),
        ("all", verdicts),
    ]:
        table.add_row(name, *_counts(group), end_section=group is verdicts)
    console.print(table)
    for v in verdicts:
        if not v.answer.right and v.visible:
            console.print(f"passes the visible check: {v.answer.task.name}: {v.answer.name}", highlight=False)
    problems = slips(verdicts)
    for problem in problems:
        console.print(f"[red]✗[/red] {problem}", highlight=False)
    return 1 if problems else 0


def _counts(group: Sequence[Verdict]) -> tuple[str, str, str]:
    wrong, right = [v for v in group if not v.answer.right], [v for v in group if v.answer.right]
    checked = [v for v in wrong if v.visible is not None]
    accepted = sum(not v.lost and v.visible is not False for v in right)
    visible = f"{sum(not v.visible for v in checked)}/{len(checked)}" if checked else "no check"
    return f"{sum(bool(v.lost) for v in wrong)}/{len(wrong)}", visible, f"{accepted}/{len(right)}"


if __name__ == "__main__":
    sys.exit(main())
