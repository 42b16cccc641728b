"""Known answers to the tasks of an exercise: wrong ones, each with a name, and right ones that look unusual.

They lie in the exercise's folder. `mistakes/<task>.py` is Python and names wrong answers as edits of the solution, with
what students are told of them; `mistakes/<task>_right.py` holds a right answer below each of its `# %% name` lines.
"""

import re
import runpy
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import MasterError

FOLDER = "mistakes"
_RIGHT = "_right"
MOST_DIAGNOSIS_WORDS = 12
HINT_WORDS = (80, 160)
_HINT = "docs/authoring.md shows the texts of a mistake."


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong variant of the master's solution, made by text edits.

    Attributes
    ----------
    edits : pairs (old, new)
        Each old text must occur in the solution's source; every occurrence is replaced.
    costs : int
        How many properties it breaks. More than one needs a reason beside it.
    diagnosis : str
        What the student did, for the student: at most 12 words. Without one, students are not told of this mistake.
    hint : str
        What helps to see it, for the student: 80 to 160 words of plain text, and never the answer; in both,
        what stands between backticks is code.
    same_as : str
        In the place of both: the name of another mistake of the task that no test can tell from this one, whose
        texts it shares.
    """

    name: str
    edits: tuple[tuple[str, str], ...]
    costs: int = 1
    diagnosis: str = ""
    hint: str = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class KnownAnswers:
    """What is known of the answers to one task.

    Attributes
    ----------
    graded_by : str
        grade_id of the cell that grades it.
    solution : tuple of str
        The master's cells that hold the answer: by grade_id, or by a name that the cell defines.
    right : dict
        Source text by name.
    """

    task: str
    graded_by: str
    solution: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    right: dict[str, str]


def known_answers(folder: Path) -> list[KnownAnswers]:
    """Read the known answers to all tasks of an exercise, in the order of their names; see `answers_in`.

    Parameters
    ----------
    folder : Path
        The exercise's folder.
    """
    return answers_in(folder / FOLDER)


def answers_in(folder: Path) -> list[KnownAnswers]:
    """Read the known answers in a folder, in the order of their tasks' names.

    Parameters
    ----------
    folder : Path
        Holds a file for each task.

    Raises
    ------
    MasterError
        If a file lacks one of `GRADED_BY`, `SOLUTION` and `MISTAKES`, or breaks a rule of their texts.
    """
    found = []
    for path in sorted(folder.glob("*.py")):
        if path.stem.endswith(_RIGHT):
            continue
        names = runpy.run_path(str(path))
        missing = [name for name in ("GRADED_BY", "SOLUTION", "MISTAKES") if name not in names]
        if missing:
            raise MasterError(str(path), f"it lacks {', '.join(missing)}", "See docs/authoring.md.")
        right = _right_answers(path.with_name(f"{path.stem}{_RIGHT}.py"))
        mistakes = tuple(names["MISTAKES"])
        for item in mistakes:
            if problem := _problem(item, mistakes):
                raise MasterError(f"{folder.name}/{path.name}", f'the mistake "{item.name}" {problem}', _HINT)
        found.append(KnownAnswers(path.stem, names["GRADED_BY"], tuple(names["SOLUTION"]), mistakes, right))
    return found


def edited(source: str, mistake: Mistake, where: str) -> str:
    """Return a solution with a mistake in it.

    Raises
    ------
    MasterError
        If the solution does not hold a text that the mistake edits.
    """
    for old, new in mistake.edits:
        if old not in source:
            raise MasterError(
                where,
                f'the mistake "{mistake.name}" edits {old!r}, which the solution does not hold',
                "Adapt the mistake to the solution.",
            )
        source = source.replace(old, new)
    return source


def _problem(item: Mistake, mistakes: tuple[Mistake, ...]) -> str:
    """Return what is wrong with the texts of a mistake; empty if nothing is."""
    others = {other.name: other for other in mistakes if other is not item}
    told, helps = len(item.diagnosis.split()), len(item.hint.split())
    least, most = HINT_WORDS
    if item.name in others:
        return "stands there twice: give each a name of its own"
    if item.same_as and (told or helps):
        return f'has texts of its own, and those of "{item.same_as}": leave out one of the two'
    if item.same_as and item.same_as not in others:
        return f'is the same as "{item.same_as}", and there is no other mistake of that name in the file'
    if item.same_as and (chained := others[item.same_as].same_as):
        return f'is the same as "{item.same_as}", which is the same as "{chained}": name that one'
    if bool(told) != bool(helps):
        return "has a diagnosis without a hint: write one" if told else "has a hint without a diagnosis: write one"
    if told > MOST_DIAGNOSIS_WORDS:
        return f"has a diagnosis of {told} words, more than {MOST_DIAGNOSIS_WORDS}: shorten it"
    if helps and not least <= helps <= most:
        return f"has a hint of {helps} words, needs {least} to {most}"
    return ""


def _right_answers(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    # the text before the first mark is for the reader
    parts = re.split(r"^# %% (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
