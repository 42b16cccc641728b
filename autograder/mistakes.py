"""Known answers to the tasks of an exercise: wrong ones, each with a name, and right ones that look unusual.

They lie in the exercise's folder. `mistakes/<task>.py` is Python and names wrong answers as edits of the solution;
`mistakes/<task>_right.py` holds a right answer below each of its `# %% name` lines.
"""

import re
import runpy
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import MasterError

_RIGHT = "_right"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong variant of the master's solution, made by text edits.

    Attributes
    ----------
    edits : pairs (old, new)
        Each old text must occur in the solution's source; every occurrence is replaced.
    costs : int
        How many properties it breaks. More than one needs a reason beside it.
    """

    name: str
    edits: tuple[tuple[str, str], ...]
    costs: int = 1


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
    """Read the known answers to all tasks of an exercise, in the order of their names.

    Parameters
    ----------
    folder : Path
        The exercise's folder.

    Raises
    ------
    MasterError
        If a file lacks one of `GRADED_BY`, `SOLUTION` and `MISTAKES`.
    """
    found = []
    for path in sorted((folder / "mistakes").glob("*.py")):
        if path.stem.endswith(_RIGHT):
            continue
        names = runpy.run_path(str(path))
        missing = [name for name in ("GRADED_BY", "SOLUTION", "MISTAKES") if name not in names]
        if missing:
            raise MasterError(str(path), f"it lacks {', '.join(missing)}", "See docs/authoring.md.")
        right = _right_answers(path.with_name(f"{path.stem}{_RIGHT}.py"))
        mistakes = tuple(names["MISTAKES"])
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


def _right_answers(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    # the text before the first mark is for the reader
    parts = re.split(r"^# %% (.+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
