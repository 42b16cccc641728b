"""What a master's hidden test cell calls: `grade("sgd")`.

In grading the cell is executed by the trusted grader, and `grade` asks the student's process for arrays. In a plain
Jupyter kernel (an author trying the master, stock nbgrader) it asks the namespace of that kernel instead.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.errors import GradingError
from autograder.sandbox import Arrays, ProbeFailure, ProbeRequest
from autograder.tasks import TASKS
from autograder.tasks.result import TaskResult
from autograder.tasks.scoring import Prober, score


@dataclass(slots=True)
class _Grading:
    prober: Prober
    results: list[TaskResult] = field(default_factory=list)


_grading: ContextVar[_Grading | None] = ContextVar("_grading", default=None)


def grade(task: str) -> float | None:
    """Score a task; in a kernel also print each property's outcome.

    Parameters
    ----------
    task : str
        Name of a task file in `autograder/tasks`.

    Returns
    -------
    float or None
        The points, which nbgrader reads as partial credit; None for a bonus task, whose points are extra credit.

    Raises
    ------
    GradingError
        If there is no such task.
    """
    if task not in TASKS:
        raise GradingError(f'grade("{task}")', f"there is no such task, only {', '.join(TASKS)}", "Correct the name")
    grading = _grading.get()
    if grading is None:
        result = score(TASKS[task], _KernelProber())
        print(summary(result))
    else:
        result = score(TASKS[task], grading.prober)
        grading.results.append(result)
    return None if result.bonus else result.points


@contextmanager
def asking(prober: Prober) -> Iterator[list[TaskResult]]:
    """Let `grade` ask this prober; yields the list of results that it fills."""
    grading = _Grading(prober)
    token = _grading.set(grading)
    try:
        yield grading.results
    finally:
        _grading.reset(token)


def summary(result: TaskResult) -> str:
    """Return a result as text: the points of the task, then a line for each property."""
    kind = "bonus points" if result.bonus else "points"
    lines = [f"{result.title}: {result.points:g} of {result.max_points:g} {kind}"]
    for item in result.properties:
        mark = "✓" if item.points == item.max_points else "✗"
        reason = f": {item.message}" if item.message else ""
        lines.append(f"  {mark} {item.points:g}/{item.max_points:g}  {item.name}{reason}")
    return "\n".join(lines)


class _KernelProber:
    """Asks the namespace of the kernel that this code runs in."""

    def probe(self, requests: Sequence[ProbeRequest]) -> list[list[Arrays | ProbeFailure]]:
        from IPython import get_ipython  # in a kernel it is loaded already; the grader never comes here

        shell = get_ipython()
        if shell is None:
            raise GradingError("grade", "there is no notebook here to grade", "Call it in a notebook's cell")
        return [[_answer(request, shell.user_ns, case) for case in request.cases] for request in requests]


def _answer(request: ProbeRequest, student: Mapping[str, Any], case: Arrays) -> Arrays | ProbeFailure:
    namespace: dict[str, Any] = {"np": np}
    exec(request.source, namespace)  # noqa: S102 - a probe of ours, in the author's own kernel
    try:
        answer = namespace[request.entry](student, {name: array.copy() for name, array in case.items()})
    except Exception as error:  # noqa: BLE001 - whatever the cell's code raises is the answer
        return ProbeFailure(f"{type(error).__name__}: {error}")
    return {name: np.asarray(array) for name, array in answer.items()}
