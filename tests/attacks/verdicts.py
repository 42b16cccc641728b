"""Whether an attack succeeded, judged by what it left in gradebook, notebook and pages."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import NoReturn

from autograder.course import autograded
from autograder.grading.record import Record
from tests.attacks.attack import EXERCISE, NOTEBOOK, SUCCESS, Attack
from tests.attacks.browser import carried, live
from tests.attacks.secret import Secrets

# An attack that ends so in its own cell attacks nothing: the course has changed, and the attack has to follow.
_BROKEN = {"NameError", "AttributeError", "SyntaxError", "ImportError", "ModuleNotFoundError", "StopIteration"}

# An ordinary page needs a tenth of a second, and the page's own clock rings after two.
_PAGE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one attack; it succeeded if there is any problem."""

    attack: Attack
    status: str
    points: float
    seconds: float
    problems: tuple[str, ...]


def judge(
    attack: Attack,
    root: Path,
    scores: Mapping[str, float],
    secrets: Secrets,
    token: str,
    took: Mapping[str, float],
    seconds: float,
) -> Verdict:
    """Judge one attack.

    Parameters
    ----------
    attack : Attack
        The attack.
    root : Path
        Where the course lies.
    scores : mapping
        The gradebook's points by student.
    secrets : Secrets
        What may not be shown.
    token : str
        Stands in every script of an attack.
    took : mapping
        The seconds that grading took, by student.
    seconds : float
        The most that it may take.
    """
    student = attack.student_id
    folder = root / "course" / "autograded" / student / EXERCISE
    saved = autograded.read(folder, EXERCISE)
    if saved is None or student not in scores or student not in took:
        return Verdict(attack, "none", 0.0, 0.0, ("no record was written",))
    record, points = saved[1], scores[student]
    problems = []
    if points > attack.most:
        problems.append(f"got {points:g} points of at most {attack.most:g}")
    if points < attack.least:
        problems.append(f"lost points of right answers: got {points:g} of {attack.least:g}")
    if points != record.points + record.bonus_points:
        problems.append("gradebook and record differ")
    if str(record.status) not in attack.statuses:
        problems.append(f"has the status {record.status}: {record.reason}")
    if took[student] > seconds:
        problems.append(f"took {took[student]:.1f} s")
    problems += told(record, attack, secrets)
    problems += unmarked(record)
    try:
        json.loads((folder / NOTEBOOK).read_text(encoding="utf-8"), parse_constant=_refuse)
    except ValueError as error:
        problems.append(f"its graded notebook is no JSON: {error}")
    if attack.shown:
        problems += pages(attack, root, secrets, token)
    return Verdict(attack, str(record.status), points, took[student], tuple(problems))


def told(record: Record, attack: Attack, secrets: Secrets) -> list[str]:
    """Return what the outputs and the record tell that they must not."""
    outputs = [output for cell in record.notebook.cells for output in cell.get("outputs", [])]
    text = repr(outputs) + repr(record.to_json())
    problems = re.findall(f"{SUCCESS}: (.*?)(?:\\\\n|$)", text)
    forbidden = (*secrets.texts, *(() if attack.least else secrets.answers))
    problems += [f"its outputs show {part!r}" for part in forbidden if part in text]
    return problems + [f"the attack itself is broken: {name}" for name in sorted(_broken(record))]


def unmarked(record: Record) -> list[str]:
    """Return the grade cells in which the grader's result can't be told from what the submission printed."""
    cells = [cell for cell in record.notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    mixed = []
    for cell in cells:
        own = cell.metadata.get("autograder", {}).get("result_outputs", 0)
        kinds = {output.output_type for output in cell.outputs[:own]}
        # viewers join printed texts that follow each other, and the last of ours says that it is
        ended = own == len(cell.outputs) or "the submission itself" in cell.outputs[own - 1].get("data", {}).get(
            "text/plain", ""
        )
        if not own or "stream" in kinds or not ended:
            mixed.append(f"the result of {cell.metadata.nbgrader.grade_id} is not marked as the grader's")
    return mixed


def _broken(record: Record) -> set[str]:
    """Return the errors in cells of the attack."""
    cells = [cell for cell in record.notebook.cells if SUCCESS[:7] in cell.source and cell.cell_type == "code"]
    return {output.get("ename", "") for cell in cells for output in cell.outputs} & _BROKEN


def pages(attack: Attack, root: Path, secrets: Secrets, token: str) -> list[str]:
    """Return what the pages of students and instructors show or run that they must not."""
    student = attack.student_id
    problems = []
    for name, path in (
        ("feedback page", root / "course" / "feedback" / student / EXERCISE / f"{EXERCISE}.html"),
        ("formgrader's page", root / "formgrader" / f"{student}.html"),
    ):
        if not path.is_file():
            problems.append(f"the {name} is missing")
            continue
        html = path.read_text(encoding="utf-8")
        text = unescape(html)
        problems += [f"the {name} runs a script: {place}" for place in live(html, token)]
        problems += [f"the {name} carries {what}" for what in dict.fromkeys(carried(html, token))]
        problems += [f"the {name} shows {part!r}" for part in secrets.texts if part in text]
    times = json.loads((root / "formgrader" / "seconds.json").read_text(encoding="utf-8"))
    if times[student] > _PAGE_SECONDS:
        problems.append(f"its page took {times[student]:.1f} s of CPU time")
    return problems


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
