"""Proves the tests: every known mistake is refused and named, every right answer passes, however unusual it is.

Each answer runs as a student's does: in the sandbox, with the master's other cells, its visible check and the tests of
its cell. Known answers lie in the exercise's folder (see `autograder.mistakes`).
"""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.build.catalogue import catalogues
from autograder.build.layout import Exercise, exercises, source_folder
from autograder.build.source import build_source
from autograder.confusion import Named, confusion, held_back, misnamed
from autograder.confusion import problems as unnamed
from autograder.course.contracts import read_contracts, read_spec
from autograder.course.known import write_known
from autograder.errors import MasterError
from autograder.judging import SOLUTION, Notebook, Verdict, judged, twice
from autograder.mistakes import known_answers
from autograder.testing import ALONE

# The part of all mistakes that the visible checks must refuse; the hidden tests refuse every one.
VISIBLE_SHARE = 0.9
_PIPED_WIDTH = 160


def problems(verdicts: Sequence[Verdict]) -> list[str]:
    """Return a sentence for everything that makes the proof fail."""
    found = []
    for v in verdicts:
        task, name = v.answer.known.task, v.answer.name
        if v.elsewhere:
            kind = "right answer" if v.answer.mistake is None else "mistake"
            found.append(f"{task}: what the {kind} “{name}” fails depends on the inputs, {'; '.join(v.elsewhere)}")
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
    """Judge all known answers to an exercise, print tables, and return what makes the proof fail.

    What the mistakes did becomes the exercise's catalogue, by which students' mistakes are named.
    """
    sources = [source_folder(course) / exercise.name / f"{path.stem}.ipynb" for path in exercise.masters]
    notebooks = [Notebook(read_contracts(path, read_spec(path))) for path in sources]
    known = known_answers(exercise.folder)
    for task in known:
        if not any(notebook.grades(task) for notebook in notebooks):
            where = f"{exercise.name}/mistakes/{task.task}.py"
            raise MasterError(where, f"no notebook has a cell {task.graded_by}", "Correct it.")
    verdicts: list[Verdict] = []
    named: list[Named] = []
    later: list[Named] = []
    held: list[Named] = []
    for path, notebook in zip(sources, notebooks, strict=True):
        wanted = twice(answer for task in known if notebook.grades(task) for answer in notebook.answers(task))
        kept = course / "build" / "answers" / exercise.name / f"{path.stem}.json"
        each = judged(notebook, wanted, kept)
        found = list(track(each, f"{exercise.name}: judging answers", len(wanted), console=console))
        first, second = found[: len(found) // 2], found[len(found) // 2 :]
        told = catalogues([*first, *(verdict for verdict in second if verdict.answer.name == SOLUTION)])
        write_known(path, {cell: item.packed() for cell, item in told.items()}, exercise.folder)
        verdicts += first
        named += confusion(told, second)
        later += confusion(told, [replace(verdict, evidence=verdict.later) for verdict in second])
        held += held_back(told)
    _show(exercise, verdicts, named, console)
    right = sum(not item.names for item in held)
    console.print(f"{right} of {len(held)} mistakes get no other name where the catalogue lacks them", highlight=False)
    wrong = [item for item in later if item.name]
    right = sum(item.is_right for item in wrong)
    console.print(f"{right} of {len(wrong)} are named after another instance of the inputs as well", highlight=False)
    # one that remembers what it was asked may then have no name, but none gets a wrong one
    return [*problems(verdicts), *unnamed(named), *unnamed(item for item in later if item.names), *misnamed(held)]


def main() -> int:
    """Prove the tests of all exercises; return 0 if the proof holds."""
    console, course = Console(width=None if sys.stdout.isatty() else _PIPED_WIDTH), Path.cwd()
    build_source(course)
    found = [problem for exercise in exercises(course) for problem in prove(exercise, course, console)]
    for problem in found:
        console.print(f"[red]✗[/red] {problem}", highlight=False)
    return 1 if found else 0


def _show(exercise: Exercise, verdicts: Sequence[Verdict], named: Sequence[Named], console: Console) -> None:
    table = Table(title=f"{exercise.name}: mistakes refused, right answers accepted")
    for column in ("task", "hidden tests refuse", "visible check refuses", "both accept", "named right"):
        table.add_column(column, justify="left" if column == "task" else "right")
    tasks = dict.fromkeys(v.answer.known.task for v in verdicts)
    for name, group in [
        *((task, [v for v in verdicts if v.answer.known.task == task]) for task in tasks),
        ("all", list(verdicts)),
    ]:
        wrong = [item for item in named if item.name and name in (item.task, "all")]
        table.add_row(name, *_counts(group), f"{sum(item.is_right for item in wrong)}/{len(wrong)}")
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
