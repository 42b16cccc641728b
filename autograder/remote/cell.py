"""Executes the text of a graded cell in the grader, with the student's names as proxies."""

import ast
import contextlib
import io
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np

from autograder.remote.errors import StudentRaised, TestFailed
from autograder.remote.names import TESTS, Names
from autograder.remote.requests import Requests

_SEED = 0


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
        Why it failed, and the line of the test.
    """

    passed: bool
    value: float | None = None
    message: str = ""
    line: int = 0


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
    state = random.getstate(), np.random.get_state()
    random.seed(_SEED)
    np.random.seed(_SEED)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            exec(body, names)  # noqa: S102 - the master's own text
            value = eval(last, names) if last is not None else None  # noqa: S307 - the master's own text
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - a test may fail in any way: pytest's own is no Exception
        return Outcome(False, None, told(error), line_of(error, label))
    finally:
        random.setstate(state[0])
        np.random.set_state(state[1])
    return Outcome(True, _credit(value))


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


def _credit(value: Any) -> float | None:
    """Return the points that a last line gives: a plain number, no truth value and nothing of the student's."""
    if type(value) in (int, float) or isinstance(value, np.integer | np.floating):
        return float(value)
    return None


def told(error: BaseException) -> str:
    """Return a failure in one line."""
    text = str(error).strip()
    if isinstance(error, StudentRaised):
        place = f" (line {error.line} of the answer's cell)" if error.line else ""
        return f"{error.name}: {text}{place}" if text else f"{error.name}{place}"
    if isinstance(error, TestFailed | AssertionError):
        return text or "the assertion does not hold"
    return f"{type(error).__name__}: {text}"


def line_of(error: BaseException, label: str) -> int:
    """Return the line of the test in which it failed, 0 if in none."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == f"{TESTS}{label}>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
