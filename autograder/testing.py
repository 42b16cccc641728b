"""What a test says of points and closeness; it works in the grader, in a plain kernel and under stock nbgrader alike.

Test functions name their points, and a grade cell ends with `total()`:

    @points(0.75)
    def takes_the_current_factor(Scaler):
        "Takes the current factor"
        …
        close(scaled, factor * x, "the scaled array")

A parameter is a name of the student's notebook, but for `rng`: a random generator, seeded anew for each function. It
and `generator` give students different instances of the inputs where the course has a secret.
"""

import inspect
import sys
import zlib
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = ["close", "generator", "points", "total"]

# Where a test's global names hold its properties, in order.
PROPERTIES = "__properties__"
# Where the grader puts a function that runs a property; beside the student's code it is simply called.
RUN = "__run_property__"
# Where the grader puts the `Instance` of the inputs; beside the student's code it is the first one.
INSTANCE = "__instance__"
# What students see instead of points for a supporting property that stands alone.
ALONE = "counts as soon as another property of this task holds"

_KINDS = {"b": "true or false", "i": "whole numbers", "u": "whole numbers", "f": "floating point numbers"}


class Differs(AssertionError):  # noqa: N818 - says what happened
    """A value differs from the expected one; the message says how, and never what was expected.

    Attributes
    ----------
    what : str
        What the test calls the value.
    found, wanted : any
        Both, for who names the mistake; neither may ever be shown.
    """

    what = ""
    found: Any = None
    wanted: Any = None


@dataclass(slots=True)
class Instance:
    """Which of the inputs' instances tests draw; 0 is the one that known answers are judged by.

    Attributes
    ----------
    used : bool
        Whether any were drawn.
    """

    number: int = 0
    used: bool = False

    def generator(self, key: Sequence[int]) -> np.random.Generator:
        """Return a generator that starts alike for equal keys of an instance."""
        self.used = True
        return np.random.default_rng([*key, self.number] if self.number else key)


@dataclass(slots=True)
class Property:
    """One thing that a right answer does, and what became of it.

    Attributes
    ----------
    name : str
        Shown to students: the first line of the function's docstring.
    supporting : bool
        Whether it counts only together with another one, as what an answer that does nothing fulfils as well.
    message : str
        Why the points are lost; empty while they are not.
    passed : bool or None
        None before it was tried.
    """

    function: Callable[..., Any]
    name: str
    points: float
    supporting: bool = False
    passed: bool | None = None
    message: str = ""

    @property
    def earned(self) -> float:
        """The points that it gives."""
        return self.points if self.passed else 0.0


def points(value: float, *, supporting: bool = False) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a test function points of its own.

    Parameters
    ----------
    value : float
        Its points.
    supporting : bool
        Whether it counts only if a property that is not supporting holds.

    Raises
    ------
    ValueError
        If the points are not above 0, or the function has no docstring, which is the property's name.
    """

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if value <= 0:
            raise ValueError(f"{function.__name__}: points must be above 0, got {value}")
        name = (inspect.getdoc(function) or "").partition("\n")[0].strip().rstrip(".")
        if not name:
            raise ValueError(f"{function.__name__} needs a docstring: its first line is what students read")
        found = function.__globals__.setdefault(PROPERTIES, [])
        if found and found[-1].passed is not None:
            found.clear()  # in a kernel, where cells share their names: those of an earlier cell, or of an earlier run
        found.append(Property(function, name, float(value), supporting))
        return function

    return register


def generator(*key: int) -> np.random.Generator:
    """Return a random generator for a function that properties share: seeded by whole numbers, and as `rng` is."""
    return _instance(sys._getframe(1).f_globals).generator(key)


def total() -> float:
    """Try all properties of the cell that calls this, print what held, and return the points.

    nbgrader reads the number as partial credit where this call is the cell's last line.
    """
    names = sys._getframe(1).f_globals
    properties: list[Property] = names.get(PROPERTIES, [])
    run = names.get(RUN, call)
    for item in properties:
        run(item, names)
    settle(properties)
    for item in properties:
        reason = f": {item.message}" if item.message else ""
        print(f"{'✓' if item.passed else '✗'} {item.earned:g}/{item.points:g}  {item.name}{reason}")
    return sum(item.earned for item in properties)


def call(item: Property, names: MutableMapping[str, Any]) -> None:
    """Call the function of a property and note what came of it."""
    try:
        item.function(**arguments(item, names))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever ends a test is its outcome: pytest's own is no Exception
        item.passed, item.message = False, f"{type(error).__name__}: {error}".partition("\n")[0]
    else:
        item.passed = True


def arguments(item: Property, names: MutableMapping[str, Any]) -> dict[str, Any]:
    """Return what a property's function is called with.

    Raises
    ------
    NameError
        If the student's notebook defines no such name.
    """
    found = {}
    read = getattr(names, "of_student", names.__getitem__)
    code = item.function.__code__
    for name in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
        if name == "rng":
            found[name] = _instance(names).generator([zlib.crc32(item.function.__name__.encode())])
            continue
        try:
            found[name] = read(name)
        except KeyError:
            raise NameError(f"{name} is not defined") from None
    return found


def _instance(names: Mapping[str, Any]) -> Instance:
    """Return the grader's, or the first one beside the student's code."""
    found: Instance = names.get(INSTANCE) or Instance()
    return found


def settle(properties: list[Property]) -> None:
    """Take the points of supporting properties where no other one holds."""
    if not any(item.passed and not item.supporting for item in properties):
        for item in properties:
            if item.passed:
                item.passed, item.message = False, ALONE


def close(actual: Any, desired: Any, what: str = "the answer", *, rtol: float = 1e-4, atol: float = 1e-6) -> None:
    """Ask that an array or number is the expected one: shape and kind exactly, values within a tolerance.

    Parameters
    ----------
    actual, desired : array-like
        The student's value and the expected one.
    what : str
        What messages call it.
    rtol, atol : float
        As in `numpy.isclose`: the defaults are wide enough for float32 rounding of any right form.

    Raises
    ------
    Differs
        Saying what differs: shape, kind of numbers, or how many entries.
    """
    found, wanted = np.asarray(actual), np.asarray(desired)
    if problem := _difference(found, wanted, what, rtol, atol):
        error = Differs(problem)
        error.what, error.found, error.wanted = what, found, wanted
        raise error


def _difference(found: Any, wanted: Any, what: str, rtol: float, atol: float) -> str:
    """Return how a value differs from the expected one; empty if it does not."""
    if found.shape != wanted.shape:
        return f"{what} has shape {found.shape}, needs {wanted.shape}"
    kind = _KINDS.get(found.dtype.kind)
    if kind is None or kind != _KINDS.get(wanted.dtype.kind):
        needed = _KINDS.get(wanted.dtype.kind, str(wanted.dtype))
        return f"{what} has dtype {found.dtype}, needs {needed}"
    with np.errstate(all="ignore"):
        if wanted.dtype.kind == "f":
            wide = wanted.astype(np.float64)
            wrong = ~(np.abs(found.astype(np.float64) - wide) <= atol + rtol * np.abs(wide))
        else:
            wrong = found != wanted
    count = int(np.count_nonzero(wrong))
    if not count:
        return ""
    return f"{count} of {wanted.size} entries of {what} differ" if wanted.ndim else f"{what} differs"
