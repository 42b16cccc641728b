"""Checks of questions that are answered with class labels: whether they are labels, not whether they are right."""

from typing import Any

import numpy as np

from length.errors import CheckFailedError, TaskMissingError
from length.tests.checking import NotGivenYet, check

NUM_CLASSES = 10

answers = NotGivenYet()


@check("Labels", "each answer is a label from 0 to 9")
def test_labels(*names: str) -> None:
    """Check that the variables of these names, which are the notebook's, hold different labels."""
    if isinstance(answers, NotGivenYet):
        hint = "Hand the notebook's names over with `label_tests.answers = globals()`"
        raise TaskMissingError("label_tests.answers", "there is nothing to check yet", hint)
    for name in names:
        if name not in answers:
            hint = "Set it in the cell above, and run that cell"
            raise TaskMissingError(name, "it has no value yet", hint)
        check_label(name, answers[name])
    if len({int(answers[name]) for name in names}) < len(names):
        problem = f"both are {answers[names[0]]}"
        raise CheckFailedError(" and ".join(names), problem, "No class is mixed up with itself")


def check_label(name: str, value: Any) -> None:
    """Refuse an answer that is no label."""
    wanted = f"a label from 0 to {NUM_CLASSES - 1}"
    if isinstance(value, str):
        hint = "The labels stand in front of the names in the picture: write the number"
        raise CheckFailedError(name, f"must be {wanted}, got the text {value!r}", hint)
    if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
        kind = type(value).__name__
        raise CheckFailedError(name, f"must be {wanted}, got {value!r:.40} ({kind})", "Write a whole number, like 3")
    if not 0 <= value < NUM_CLASSES:
        raise CheckFailedError(name, f"must be {wanted}, got {value}", "There are ten classes, counted from 0")
