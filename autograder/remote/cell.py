"""Executes the text of a graded cell in the grader, with the student's names as proxies."""

import ast
import contextlib
import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, TracebackType
from typing import Any

import numpy as np

from autograder import testing
from autograder.remote.errors import StudentRaised, TestFailed, is_failure
from autograder.remote.names import TESTS, Names
from autograder.remote.requests import Requests

_SEED = 0
_PASSED = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a graded cell ended.

    Attributes
    ----------
    passed : bool
        Whether it ran to its end.
    value : float or None
        The number in its last line, which nbgrader reads as partial credit.
    message : str
        Why it failed.
    line : int
        The line of the test in which it failed; 0 if in none.
    properties : tuple of Property
        What its tests say of points, in their order; empty where it is all or nothing.
    """

    passed: bool
    value: float | None = None
    message: str = ""
    line: int = 0
    properties: tuple[testing.Property, ...] = ()


def run_tests(text: str, label: str, requests: Requests, given: Mapping[str, str]) -> Outcome:
    """Execute a test.

    Parameters
    ----------
    text : str
        The cell's text.
    label : str
        Names the cell in places and messages.
    requests : Requests
        Lead to the student's process.
    given : mapping of str to str
        What comes from the master (see `given_sources`).
    """
    body, last = compiled(text, label)
    names = Names(requests, given)
    dict.__setitem__(names, testing.RUN, lambda item, found: _run_property(item, found, requests))
    value, message, line = None, _PASSED, 0
    requests.channel.begin()
    with _quiet():
        try:
            exec(body, names)  # noqa: S102 - the master's own text
            value = eval(last, names) if last is not None else None  # noqa: S307 - the master's own text
        except BaseException as error:
            if not is_failure(error):
                raise
            message, line = told(error), line_of(error, label)
    properties = tuple(names.get(testing.PROPERTIES, ()))
    return Outcome(message == _PASSED, _credit(value), message, line, properties)


@lru_cache(maxsize=256)
def compiled(text: str, label: str) -> tuple[CodeType, CodeType | None]:
    """Compile a test; a last line that is an expression apart, for its value."""
    tree = ast.parse(text)
    name = f"{TESTS}{label}>"
    last = None
    match tree.body:
        case [*_, ast.Expr(value=expression)]:
            tree.body.pop()
            last = compile(ast.Expression(expression), name, "eval")
    return compile(tree, name, "exec"), last


def told(error: BaseException) -> str:
    """Return a failure in one line, without values that only the tests know."""
    text = " ".join(str(error).split())
    if isinstance(error, StudentRaised):
        place = f" (line {error.line} of the answer's cell)" if error.line else ""
        return f"{error.name}: {text}{place}" if text else f"{error.name}{place}"
    if isinstance(error, TestFailed | testing.Differs):
        return text
    if isinstance(error, AssertionError):
        # the author's own words are for students; a library's hold the expected values
        return text if text and _is_of_tests(error.__traceback__) else "a value is not the expected one"
    return f"{type(error).__name__}: {text}"


def line_of(error: BaseException, label: str) -> int:
    """Return the line of the test in which it failed, 0 if in none."""
    line = 0
    for trace in _frames(error.__traceback__):
        if trace.tb_frame.f_code.co_filename == f"{TESTS}{label}>":
            line = trace.tb_lineno
    return line


def _run_property(item: testing.Property, names: Any, requests: Requests) -> None:
    requests.begin(item.function.__name__)
    try:
        item.function(**testing.arguments(item, names))
    except BaseException as error:
        if not is_failure(error):
            raise
        item.passed, item.message = False, told(error)
    else:
        # what the student's code caught of the tests' own failure is a failure all the same
        failed = requests.failed
        item.passed, item.message = failed is None, "" if failed is None else told(failed)


def _credit(value: Any) -> float | None:
    """Return the points that a last line gives: a plain number, no truth value and nothing of the student's."""
    if type(value) in (int, float) or isinstance(value, np.integer | np.floating):
        return float(value)
    return None


def _is_of_tests(trace: TracebackType | None) -> bool:
    """Tell whether an error was raised by a line of the tests, not by a library that they call."""
    frames = list(_frames(trace))
    return bool(frames) and frames[-1].tb_frame.f_code.co_filename.startswith(TESTS)


def _frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    while trace is not None:
        yield trace
        trace = trace.tb_next


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Drop what tests print, and give them generators that start alike for all; this process's own stay as they are."""
    state = random.getstate(), np.random.get_state()
    random.seed(_SEED)
    np.random.seed(_SEED)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            yield
    finally:
        random.setstate(state[0])
        np.random.set_state(state[1])
