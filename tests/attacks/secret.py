"""What no submission may show: hidden tests, solutions, expected values."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from autograder.tasks import TASKS
from autograder.tasks.scoring import hidden_cases

from autograder.master.reader import read_master
from tests.attacks.attack import EXERCISE
from tests.attacks.course import REPOSITORY

_HIDDEN = ("hidden_tests import grade", "_reference(case")
_SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
_LONG_LINE = 30  # shorter lines may be written by anybody


@dataclass(frozen=True, slots=True)
class Secrets:
    """What no submission may show.

    Attributes
    ----------
    texts : tuple of str
        Lines of hidden tests, secrets of this machine.
    answers : tuple of str
        Lines of the solutions and expected values: who solved the tasks may show them.
    """

    texts: tuple[str, ...]
    answers: tuple[str, ...]

    @classmethod
    def of_course(cls, texts: Iterable[str]) -> "Secrets":
        """Return these texts and what the course itself keeps to itself."""
        source = read_master(REPOSITORY / "notebooks" / f"{EXERCISE}.py")
        solved = _SOLUTION.findall("\n".join(cell.source for cell in source.cells))
        lines = {line.strip() for part in solved for line in part.splitlines() if len(line.strip()) > _LONG_LINE}
        return cls((*_HIDDEN, *texts), (*sorted(lines), *sorted(set(_expected_values()))))


def _expected_values() -> Iterator[str]:
    """Yield a number of each expected array, with as many digits as NumPy prints."""
    for task in TASKS.values():
        for item in task.properties:
            for case in hidden_cases(task, item):
                given = np.concatenate([np.ravel(array).astype(float) for array in case.values()] or [np.zeros(1)])
                for array in item.reference(case).values():
                    wanted = np.ravel(array).astype(float)
                    long = np.abs(wanted - np.round(wanted, 3)) > 1e-4
                    telling = wanted[(np.abs(wanted) > 0.1) & long & ~np.isin(wanted, given)]
                    yield from (f"{value:.8f}"[:8] for value in telling[:1])
