"""Proves the tests: every known mistake is refused, every right answer passes, however unusual it is.

Each answer runs as a student's does: in the sandbox, with the master's other cells, its visible check and the hidden
tests' probes. Known mistakes are in the task files, unusual right answers in `tests/mutants/`.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.errors import MasterError
from autograder.sandbox import Limits, Student, StudentDied, Worker
from autograder.tasks import TASKS
from autograder.tasks.answers import Answer, Master, answers
from autograder.tasks.scoring import score

# The part of all mistakes that the visible checks must refuse; the hidden tests refuse every one.
VISIBLE_SHARE = 0.9


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


def judge(answer: Answer, master: Master, worker: Worker) -> Verdict:
    """Run an answer with the cells it needs, its visible check and its hidden tests."""
    task = answer.task
    with worker.student() as student:
        for cell in (master.imports, *(master.source(name) for name in task.needs)):
            _run_own(student, cell)
        try:
            student.run_cell(answer.source)
            visible = student.run_cell(master.check(task.check_cell)).ok if task.check_cell else None
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
