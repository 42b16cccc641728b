"""A task holds all that grading knows about one exercise of a notebook."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.tasks.comparison import FLOAT32, Comparison

Arrays = dict[str, NDArray[Any]]
Probe = Callable[[Mapping[str, Any], Arrays], Arrays]


def as_returned(case: Arrays, returned: Arrays) -> Arrays:
    """Compare what the probe returned as it is."""
    return returned


@dataclass(frozen=True, slots=True)
class Property:
    """One thing that a right answer does, chosen so that a single slip breaks a single property.

    Attributes
    ----------
    name : str
        Shown to students.
    probe : function of (student's namespace, case) -> named arrays
        Its source text runs beside the student's code: it asks and never judges, and holds no answer.
    cases : function of a random generator -> input arrays, case by case
    reference : function of a case -> expected arrays
        The field's plain formula, written apart from the master's solution.
    measure : function of (case, what the probe returned) -> arrays to compare
        Runs in the grader. Takes out what other properties look at, for example a wrong sign or factor.
        May raise on odd arrays (`comparison.MALFORMED`): that counts as a difference.
    helpers : functions that the probe calls; their source text travels with it.
    supporting : bool
        True for what holds for an answer that does nothing as well (such as "leaves its inputs alone"): counts only
        if one of the task's other properties holds.
    """

    name: str
    points: float
    probe: Probe
    cases: Callable[[np.random.Generator], Sequence[Arrays]]
    reference: Callable[[Arrays], Arrays]
    comparison: Comparison = FLOAT32
    measure: Callable[[Arrays, Arrays], Arrays] = as_returned
    helpers: tuple[Callable[..., Any], ...] = ()
    supporting: bool = False

    @property
    def source(self) -> str:
        """The text that travels into the student's process."""
        return "\n\n".join(dedent(inspect.getsource(part)) for part in (*self.helpers, self.probe))

    @property
    def entry(self) -> str:
        """The name of the function in `source` that is to be called for each case."""
        return self.probe.__name__


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
class Task:
    """One graded exercise.

    Attributes
    ----------
    solution_cells : tuple of str
        The master's cells that hold the answer: by grade_id, or by a name that the cell defines.
    check_cell : str or None
        grade_id of the cell whose visible part checks the answer.
    needs : tuple of str
        Solution cells of other tasks that must have run before.
    bonus : bool
        Points are shown apart.
    """

    name: str
    title: str
    properties: tuple[Property, ...]
    mistakes: tuple[Mistake, ...]
    solution_cells: tuple[str, ...]
    check_cell: str | None
    needs: tuple[str, ...] = ()
    bonus: bool = False

    @property
    def points(self) -> float:
        """What can be earned: the sum of the properties' points."""
        return sum(item.points for item in self.properties)
