"""Brings lists, dicts, sets and arrays of the tests up to date with what the student's code made of them."""

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import numpy as np

from autograder.remote.contract import Answers
from autograder.remote.errors import BreaksContract
from autograder.sandbox.inside.objects import contents, fill


class Updates:
    """What was changed, so that it can be taken back when the cell's tests are over.

    A test may pass what outlives it, such as the images of an imported data set: the next submission needs them as they
    were.
    """

    def __init__(self) -> None:
        self._first: dict[int, tuple[Any, Any]] = {}

    def apply(self, changes: Sequence[tuple[Any, Any]], noted: Answers) -> None:
        """Change values of the tests.

        Parameters
        ----------
        changes : sequence of pairs
            A value of the tests and what it became.
        noted : Answers
            What the solution made of the values at the same place of the tests.

        Raises
        ------
        BreaksContract
            One became something that neither was there before nor came of the solution; then none is changed.
        """
        before = [(mine, contents(mine)) for mine, _ in changes]
        allowed = deepcopy(noted)
        for mine, _ in changes:
            allowed.add(mine)
        for mine, theirs in changes:
            _check_kind(mine, theirs)
        for mine, theirs in changes:
            fill(mine, contents(theirs))
        try:
            for mine, _ in changes:
                allowed.check(mine)  # now that each is what it became: they may stand in each other
        except BreaksContract:
            _restore(before)
            raise
        for mine, was in before:
            self._first.setdefault(id(mine), (mine, was))

    def undo(self) -> None:
        """Make all values what they were before the tests."""
        _restore(list(self._first.values()))
        self._first.clear()


def _restore(values: Sequence[tuple[Any, Any]]) -> None:
    for value, was in values:
        fill(value, was)


def _check_kind(mine: Any, theirs: Any) -> None:
    if type(mine) is not type(theirs):
        raise BreaksContract(f"the answer made a {type(theirs).__name__} of a {type(mine).__name__} that it was given")
    if type(mine) is np.ndarray and (theirs.shape != mine.shape or theirs.dtype != mine.dtype):
        raise BreaksContract("the answer changed the shape or the dtype of an array that it was given")
