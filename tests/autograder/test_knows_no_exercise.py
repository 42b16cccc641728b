"""The machinery knows no exercise: does no word of the present ones stand in `autograder/`?"""

import re

from autograder.build.layout import exercises
from tests.exercise import ROOT

NAMES = tuple(exercise.name for exercise in exercises(ROOT))
TASKS = ("relu", "sgd", "adam", "fully.?connected", "mean.?squared", "sigmoid", "softmax", "cross.?entropy", "dropout")
WORDS = (*TASKS, "momentum", "mnist", *NAMES)


def test_no_word_of_the_exercise() -> None:
    """Does no file of the machinery, of whatever kind, name an exercise or a task of one?"""
    pattern = re.compile("|".join(WORDS), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in sorted((ROOT / "autograder").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if pattern.search(line)
    ]
    assert found == []
