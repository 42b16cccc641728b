"""Proves the tests: every known mistake is refused, every right answer passes, however unusual it is.

Each answer runs as a student's does: in the sandbox, with the master's other cells, its visible check and the tests of
its cell. Known answers lie in the exercise's folder (see `autograder.mistakes`).
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nbformat import NotebookNode
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.build.layout import Exercise, exercises, read_notebook, source_folder
from autograder.build.source import build_source
from autograder.course.contracts import read_contracts, read_spec
from autograder.errors import MasterError
from autograder.grading.cell import grade_cell
from autograder.grading.session import Session
from autograder.master.regions import without_hidden_tests
from autograder.mistakes import KnownAnswers, Mistake, edited, known_answers
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec, CellSpec, Role
from autograder.testing import ALONE

# The part of all mistakes that the visible checks must refuse; the hidden tests refuse every one.
VISIBLE_SHARE = 0.9


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a task: a mistake, or a right one where that is None."""

    known: KnownAnswers
    name: str
    source: str
    mistake: Mistake | None = None


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


class Notebook:
    """A built notebook whose solution can be replaced task by task."""

    def __init__(self, source: Path) -> None:
        self.spec: AssignmentSpec = read_contracts(source, read_spec(source))
        nodes: list[NotebookNode] = read_notebook(source).cells
        self._cells = list(zip(nodes, self.spec.cells, strict=True))

    def answers(self, known: KnownAnswers) -> list[Answer]:
        """Return the solution, the unusual right answers and all known mistakes of a task."""
        solution = "\n\n".join(_solved(self._found(name)) for name in known.solution)
        where = f"mistakes/{known.task}.py"
        return [
            Answer(known, "the master's solution", solution),
            *(Answer(known, name, text) for name, text in known.right.items()),
            *(Answer(known, item.name, edited(solution, item, where), item) for item in known.mistakes),
        ]

    def judge(self, answer: Answer, worker: Worker, limits: Limits) -> Verdict:
        """Run an answer with the cells before it, its visible check and the tests of its cell."""
        replaced = [id(self._found(name)) for name in answer.known.solution]
        with Session(worker, limits, files=self.spec.files, modules=self.spec.modules) as session:
            for node, cell in self._cells:
                if node.cell_type != "code" or cell.training:
                    continue
                if cell.grade_id == answer.known.graded_by:
                    visible = self._checked(cell, session)
                    result = grade_cell(cell, self.spec, session)
                    lost = tuple(f"{item.name}: {item.message}" for item in result.properties if item.message)
                    return Verdict(answer, visible, lost)
                if id(node) in replaced:
                    if id(node) == replaced[-1]:
                        session.run_cell(answer.source, answer.name)
                elif cell.role is not Role.GRADE:
                    session.run_cell(_solved(node), str(cell.grade_id))
        raise MasterError(self.spec.notebook, f"no cell has the grade_id {answer.known.graded_by}", "Restore it.")

    def _checked(self, cell: CellSpec, session: Session) -> bool | None:
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        if not lines:
            return None
        return not any(output["output_type"] == "error" for output in session.run_cell(cell.source, str(cell.grade_id)))

    def _found(self, name: str) -> NotebookNode:
        for node, cell in self._cells:
            if node.cell_type == "code" and (cell.grade_id == name or name in cell.defines):
                return node
        raise MasterError(self.spec.notebook, f"no cell has the grade_id {name} or defines {name}", "Restore it.")


def _solved(node: NotebookNode) -> str:
    text: str = without_hidden_tests(node.source)  # the marks of solutions are comments
    return text


def problems(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a sentence for everything that makes the proof fail."""
    found = []
    for v in verdicts:
        task, name = v.answer.known.task, v.answer.name
        if v.answer.mistake is None:
            if v.lost:
                found.append(f"{task}: the hidden tests refuse the right answer “{name}” ({v.lost[0]})")
            if v.visible is False:
                found.append(f"{task}: the visible check refuses the right answer “{name}”")
        elif not v.lost:
            found.append(f"{task}: the hidden tests accept the mistake “{name}”")
        elif len(broken := [reason for reason in v.lost if not reason.endswith(ALONE)]) != v.answer.mistake.costs:
            found.append(
                f"{task}: the mistake “{name}” breaks {len(broken)} properties, not {v.answer.mistake.costs}: "
                + "; ".join(broken)
            )
    checked = [v for v in verdicts if v.answer.mistake is not None and v.visible is not None]
    refused = sum(not v.visible for v in checked)
    if refused < VISIBLE_SHARE * len(checked):
        found.append(f"the visible checks refuse {refused} of {len(checked)} mistakes, not {VISIBLE_SHARE:.0%}")
    return found


def prove(exercise: Exercise, course: Path, console: Console) -> list[str]:
    """Judge all known answers to an exercise, print a table, and return what makes the proof fail."""
    sources = [source_folder(course) / exercise.name / f"{path.stem}.ipynb" for path in exercise.masters]
    notebooks = [Notebook(path) for path in sources]
    limits = Limits()
    judged: list[tuple[Notebook, Answer]] = []
    for known in known_answers(exercise.folder):
        owner = next((n for n in notebooks if any(c.grade_id == known.graded_by for c in n.spec.cells)), None)
        if owner is None:
            raise MasterError(
                f"{exercise.name}/mistakes/{known.task}.py", f"no notebook has a cell {known.graded_by}", "Correct it."
            )
        judged += [(owner, answer) for answer in owner.answers(known)]
    with Worker(limits) as worker:
        verdicts = [
            owner.judge(answer, worker, limits)
            for owner, answer in track(judged, f"{exercise.name}: judging answers", console=console)
        ]
    _show(exercise, verdicts, console)
    return problems(verdicts)


def main() -> int:
    """Prove the tests of all exercises; return 0 if the proof holds."""
    console, course = Console(), Path.cwd()
    build_source(course)
    found = [problem for exercise in exercises(course) for problem in prove(exercise, course, console)]
    for problem in found:
        console.print(f"[red]✗[/red] {problem}", highlight=False)
    return 1 if found else 0


def _show(exercise: Exercise, verdicts: Sequence[Verdict], console: Console) -> None:
    table = Table(title=f"{exercise.name}: mistakes refused, right answers accepted")
    for column in ("task", "hidden tests refuse", "visible check refuses", "both accept"):
        table.add_column(column, justify="left" if column == "task" else "right")
    tasks = dict.fromkeys(v.answer.known.task for v in verdicts)
    for name, group in [
        *((task, [v for v in verdicts if v.answer.known.task == task]) for task in tasks),
        ("all", list(verdicts)),
    ]:
        table.add_row(name, *_counts(group))
    console.print(table)
    for v in verdicts:
        if v.answer.mistake is not None and v.visible:
            console.print(f"passes the visible check: {v.answer.known.task}: {v.answer.name}", highlight=False)


def _counts(group: Sequence[Verdict]) -> tuple[str, str, str]:
    wrong, right = ([v for v in group if (v.answer.mistake is not None) is wanted] for wanted in (True, False))
    checked = [v for v in wrong if v.visible is not None]
    accepted = sum(not v.lost and v.visible is not False for v in right)
    visible = f"{sum(not v.visible for v in checked)}/{len(checked)}" if checked else "no check"
    return f"{sum(bool(v.lost) for v in wrong)}/{len(wrong)}", visible, f"{accepted}/{len(right)}"


if __name__ == "__main__":
    sys.exit(main())
