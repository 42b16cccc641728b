"""What every check has around it: the student's answer is there, chance is seeded, the outcome is short."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import numpy as np

from length.checks import describe
from length.errors import CheckFailedError, TaskMissingError
from length.graph import Graph
from length.tests.failures import render
from length.tests.outcomes import note_failed, note_passed
from length.tests.versions import check_version

SEED = 20240229
# NumPy's global functions draw from it while a check runs: setting it is quicker than to save and restore a state.
_GENERATOR = np.random.MT19937()


class NotGivenYet:
    """Stands where a check waits for something that the notebook defines."""

    task_missing = True


def required(answer: Any, place: str, a_class: bool = True) -> Any:
    """Return the student's answer, or say that it is not there yet.

    Parameters
    ----------
    answer : class or function
        What a checks module holds under the answer's name.
    place : str
        Where it is expected: `sgd_tests.SGD`.
    a_class : bool
        Whether a class is expected, else a function.

    Raises
    ------
    TaskMissingError
        The check was started before the answer was handed to it.
    CheckFailedError
        Something else than a class or function was handed over, or an older one than the cell that was run last.
    """
    name = place.rpartition(".")[2]
    hand_over = f"`{place} = {name}`"
    if getattr(answer, "task_missing", False):
        hint = f"Run the cell that defines your {name}, then hand it over with {hand_over}, then check again"
        raise TaskMissingError(place, f"your {name} is not here yet, so there is nothing to check", hint)
    if a_class != isinstance(answer, type) or not callable(answer):
        kind = "class" if a_class else "function"
        hint = f"Hand it over without calling it: {hand_over}"
        raise CheckFailedError(place, f"expected your {kind} {name}, got {type(answer).__name__}", hint)
    check_version(answer, place)
    return answer


def check(task: str, part: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a check of a function that compares.

    Parameters
    ----------
    task : str
        What is checked, first words of the line that a passed check prints; checks of one task share it.
    part : str
        What this check looks at, in that line.

    Notes
    -----
    NumPy's global functions draw from a seeded generator while the check runs; afterwards the notebook's own goes on.
    Divisions by zero are no warnings here: the NaN that they leave is reported.
    """

    def decorate(looks: Callable[..., None]) -> Callable[..., None]:
        @wraps(looks)
        def run(*given: Any) -> None:
            before = np.random.get_bit_generator()
            np.random.set_bit_generator(_GENERATOR)
            np.random.seed(SEED)
            try:
                with np.errstate(all="ignore"):
                    looks(*given)
            except Exception as error:
                # IPython asks for the lines that stand for a traceback by this name
                error._render_traceback_ = partial(render, error, looks.__globals__)
                note_failed(error)
                raise
            finally:
                np.random.set_bit_generator(before)
            note_passed(task, part)

        return run

    return decorate


def returned(where: str, result: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    """Return what a method handed back if it is a tuple or list with the values of these names."""
    if not isinstance(result, tuple | list):
        wanted = ", ".join(names) + ("," if len(names) == 1 else "")
        problem = f"must return a tuple ({wanted}), got {describe(result)}"
        raise CheckFailedError(where, problem, f"End it with `return {wanted}`")
    if len(result) != len(names):
        problem = f"must return {len(names)} values ({', '.join(names)}), got {len(result)}"
        raise CheckFailedError(where, problem, "Return all of them, in this order")
    return tuple(result)


def node(where: str, result: Any) -> Graph:
    """Return what a function made if it is a node of a graph."""
    if not isinstance(result, Graph):
        raise CheckFailedError(
            where, f"must return a node of the graph, got {describe(result)}", "Return what it calls"
        )
    return result


def check_unchanged(where: str, what: str, now: Any, before: Any) -> None:
    """Refuse an answer that changed an array it was only given to read."""
    if not np.array_equal(now, before):
        problem = f"{what} was changed: it is {np.array2string(np.ravel(now)[:4], precision=4)} now and was " + (
            np.array2string(np.ravel(before)[:4], precision=4) + " before (first entries)"
        )
        raise CheckFailedError(where, problem, "Others still need it: compute a new array instead of changing this one")
