"""What a test that runs in the grader can end with, besides its own failed assertion.

TestFailed(AssertionError)   the answer can't be right: this test fails, and says why
├── JudgesItself             a student's object was to be compared, or taken for a number
├── BreaksContract           an object in the place of plain data, or used as the solution's was not; a size far off
├── LimitReached             too many requests, bytes or calls of the test's functions; the time is over
├── Unreadable               a forged message
└── StudentGone              no process any more to ask
StudentRaised                the student's code raised an exception; also of its own built-in family
"""

import builtins
from functools import cache
from typing import Any

_LONGEST_NAME = 60


class TestFailed(AssertionError):  # noqa: N818 - says what happened
    """The answer that a test got can't be right."""

    __test__ = False  # pytest looks for classes with this beginning


class JudgesItself(TestFailed):
    """A test was about to ask an object of the student's whether it is right."""


class BreaksContract(TestFailed):
    """A test was about to do to a student's object what it never did to the solution's."""


class LimitReached(TestFailed):
    """The student's code answers too slowly, too often or too much."""


class StudentGone(TestFailed):
    """The student's process has ended, and all that a test held of it."""


class Unreadable(TestFailed):
    """An answer that is no plain data: the student's process does not keep to the protocol."""


class StudentRaised(Exception):  # noqa: N818 - says what happened
    """The student's code raised an exception.

    Attributes
    ----------
    name : str
        What the exception is called there.
    line : int
        The line of the student's cell, 0 if unknown.
    """

    name = ""
    line = 0


def is_failure(error: BaseException) -> bool:
    """Tell whether a test that raises this has failed; all else ends more than a test.

    pytest's own failures are no `Exception`, and a test may try to end its process.
    """
    families = type(error).__mro__
    return isinstance(error, Exception | SystemExit) or any(kind.__module__ == "_pytest.outcomes" for kind in families)


def student_raised(name: str, families: list[str], text: str, line: int) -> StudentRaised:
    """Return an exception of the same built-in family, so that a test's `except ValueError` works.

    Exceptions that would end the test's run itself (SystemExit, KeyboardInterrupt) become ordinary ones.
    """
    shown = name[:_LONGEST_NAME] if name.isidentifier() else "Exception"
    family = next((found for item in families if (found := _exception(item)) is not None), None)
    error = _raised_type(family)(text)
    error.name, error.line = shown, line
    return error


def _exception(name: str) -> Any:
    found = getattr(builtins, name, None)
    # those that need more than a text to be made, and the group's, are taken for their next family
    if (
        not isinstance(found, type)
        or not issubclass(found, Exception)
        or issubclass(found, UnicodeError | ExceptionGroup)
    ):
        return None
    return found


@cache
def _raised_type(family: Any) -> type[StudentRaised]:
    bases = (StudentRaised,) if family in (None, Exception) else (StudentRaised, family)
    return type("StudentRaised", bases, {})
