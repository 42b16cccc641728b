"""What is told of a failed test: one line, without values that only the tests know."""

from collections.abc import Iterator
from types import TracebackType

from autograder import testing
from autograder.remote.errors import StudentRaised, TestFailed
from autograder.remote.source import TESTS


def told(error: BaseException) -> str:
    """Return a failure in one line, without values that only the tests know."""
    try:
        text = " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - it holds an object of the student's, which would have to be asked
        text = ""
    if isinstance(error, StudentRaised):
        place = f" (line {error.line} of the answer's cell)" if error.line else ""
        return f"{error.name}: {text}{place}" if text else f"{error.name}{place}"
    if isinstance(error, TestFailed | testing.Differs):
        return text
    if isinstance(error, AssertionError):
        # the author's own words are for students; a library's hold the expected values
        return text if text and _is_of_tests(error.__traceback__) else "a value is not the expected one"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def line_of(error: BaseException, label: str) -> int:
    """Return the line of the test in which it failed, 0 if in none."""
    line = 0
    for trace in frames(error.__traceback__):
        if trace.tb_frame.f_code.co_filename == f"{TESTS}{label}>":
            line = trace.tb_lineno
    return line


def _is_of_tests(trace: TracebackType | None) -> bool:
    """Tell whether an error was raised by a line of the tests, not by a library that they call."""
    found = list(frames(trace))
    return bool(found) and found[-1].tb_frame.f_code.co_filename.startswith(TESTS)


def frames(trace: TracebackType | None) -> Iterator[TracebackType]:
    """Return the parts of a traceback, the innermost last."""
    while trace is not None:
        yield trace
        trace = trace.tb_next
