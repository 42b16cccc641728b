"""The machinery knows no exercise: does no word of the present one stand in `autograder/`?"""

import re

from tests.exercise import EXERCISE, ROOT

WORDS = ("relu", "sgd", "adam", "fully.?connected", "mean.?squared", "mnist", EXERCISE)


def test_no_word_of_the_exercise() -> None:
    """Does no file of the machinery, of whatever kind, name the exercise or a task of it?"""
    pattern = re.compile("|".join(WORDS), re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}: {line}"
        for path in sorted((ROOT / "autograder").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
        for line in path.read_text(encoding="utf-8").splitlines()
        if pattern.search(line)
    ]
    assert found == []
