"""Executes the text of a graded cell in the grader, with the student's names as proxies."""

import ast
import contextlib
import io
import os
import random
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType
from typing import Any

import numpy as np
from numpy.random import get_bit_generator, set_bit_generator  # type: ignore[attr-defined]

from autograder import testing
from autograder.remote.companions import companions
from autograder.remote.errors import is_failure
from autograder.remote.libraries import in_both_processes
from autograder.remote.messages import line_of, told
from autograder.remote.names import Names
from autograder.remote.requests import Requests
from autograder.remote.source import TESTS, imported_names, without_magics

_SEED = 0
_GENERATOR = np.random.MT19937()  # what NumPy's global functions draw from while tests run
# As in the student's process: nbgrader tells cells so that they are graded.
_GRADED = {"NBGRADER_EXECUTION": "autograde"}


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


def run_tests(
    text: str,
    label: str,
    requests: Requests,
    given: Mapping[str, str],
    files: Mapping[str, bytes] | None = None,
    instance: int = 0,
) -> Outcome:
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
    files : mapping of str to bytes, optional
        What the master has beside the notebook.
    instance : int
        Which of the inputs' instances they draw.
    """
    body, last, asked, imported = compiled(text, label)
    names = Names(requests, given, imported)
    dict.__setitem__(names, testing.RUN, lambda item, found: _run_property(item, found, requests))
    inputs = testing.Instance(instance)
    dict.__setitem__(names, testing.INSTANCE, inputs)
    value, passed, message, line = None, False, "", 0
    requests.channel.begin()
    with _quiet() as stderr, _graded(), in_both_processes(requests), companions(files or {}):
        try:
            exec(body, names)  # noqa: S102 - the master's own text
            value = eval(last, names) if last is not None else None  # noqa: S307 - the master's own text
            passed = True
        except BaseException as error:
            if not is_failure(error):
                raise
            message, line = told(error), line_of(error, label)
            requests.failed_by("", error)
        finally:
            requests.end()
    if requests.recording:
        requests.contract.varies |= inputs.used
    if passed and requests.failed is not None:
        passed, message = False, told(requests.failed)  # the test caught it, and everything else
    if asked and requests.has(asked):
        value = None  # the answer's own number gives no points
    if passed and (written := stderr.getvalue().strip()):
        # as nbgrader reads it: the cell has failed
        passed, message = False, f"the test wrote an error message: {written.splitlines()[0]}"
    properties = tuple(dict.get(names, testing.PROPERTIES, ()))
    return Outcome(passed, _credit(value), message, line, properties)


@lru_cache(maxsize=256)
def compiled(text: str, label: str) -> tuple[CodeType, CodeType | None, str, frozenset[str]]:
    """Compile a test; a last line that is an expression apart, with the name that it begins with; and its imports."""
    tree = ast.parse(without_magics(text))
    name = f"{TESTS}{label}>"
    last, asked = None, ""
    match tree.body:
        case [*_, ast.Expr(value=expression)]:
            tree.body.pop()
            last = compile(ast.Expression(expression), name, "eval")
            asked = _beginning(expression)
    return compile(tree, name, "exec"), last, asked, imported_names(tree)


def _beginning(expression: ast.expr) -> str:
    """Return the name of which an expression is a call, an attribute, an item; empty if of none."""
    while isinstance(expression, ast.Call | ast.Attribute | ast.Subscript):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression.id if isinstance(expression, ast.Name) else ""


def _run_property(item: testing.Property, names: Any, requests: Requests) -> None:
    requests.begin(item.name)
    try:
        item.function(**testing.arguments(item, names))
    except BaseException as error:
        if not is_failure(error):
            raise
        item.passed, item.message = False, told(error)
        requests.failed_by(item.name, error)
    else:
        # what the student's code caught of the tests' own failure is a failure all the same
        failed = requests.failed
        item.passed, item.message = failed is None, "" if failed is None else told(failed)


@contextlib.contextmanager
def _graded() -> Iterator[None]:
    """Tell tests that they grade; what they change of the environment holds for none after them."""
    before = os.environ.copy()
    os.environ.update(_GRADED)
    try:
        yield
    finally:
        for name, _ in os.environ.copy().items() ^ before.items():
            if name in before:
                os.environ[name] = before[name]
            else:
                os.environ.pop(name, None)


def _credit(value: Any) -> float | None:
    """Return the points that a last line gives: a plain number, no truth value and nothing of the student's."""
    if type(value) in (int, float) or isinstance(value, np.integer | np.floating):
        return float(value)
    return None


@contextlib.contextmanager
def _quiet() -> Iterator[io.StringIO]:
    """Drop what tests print, but for error messages, which are yielded; warnings are none.

    Their generators start alike for all; this process's own stay as they are.
    """
    state, generator = random.getstate(), get_bit_generator()
    set_bit_generator(_GENERATOR)
    random.seed(_SEED)
    np.random.seed(_SEED)
    errors = io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(io.StringIO()),
            contextlib.redirect_stderr(errors),
            warnings.catch_warnings(action="ignore"),
        ):
            yield errors
    finally:
        random.setstate(state)
        set_bit_generator(generator)
