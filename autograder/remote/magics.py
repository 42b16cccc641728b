"""IPython's own syntax in cells that are executed as plain Python: in tests, and in what the master gives to them."""

import ast
import re

# Magics that show, measure or set up something, and mean nothing to a test that runs in the grader.
_LINE = re.compile(r"^(\s*)%(?:matplotlib|config|load_ext|reload_ext|autoreload)\b.*$", re.MULTILINE)
_TIMED = re.compile(r"^(\s*)%(?:time|timeit)[ \t]+(?!-)(?=\S)", re.MULTILINE)
_TIMED_CELL = re.compile(r"\A\s*%%(?:time|timeit)[ \t]*$", re.MULTILINE)
# … and all that a cell may hold whose imports and functions alone are of interest.
_ANY = re.compile(r"^(\s*)(\w+\s*=\s*)?(?:[%!].*|[\w.]+\?+\s*)$", re.MULTILINE)


def without_magics(tests: str) -> str:
    """Return the text of tests as Python: what a magic times is simply executed. Lines keep their numbers.

    Other magics, and commands, are left as they are: a syntax error, where they stand.
    """
    if _is_python(tests):
        return tests
    return _LINE.sub(r"\1pass", _TIMED.sub(r"\1", _TIMED_CELL.sub("pass", tests)))


def definitions_of(cell: str) -> list[ast.stmt]:
    """Return the statements of a cell whose imports and functions alone are of interest; none if it is no Python."""
    for text in (cell, _ANY.sub(r"\1\2None", cell)):
        if _is_python(text):
            return ast.parse(text).body
    return []


def _is_python(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError):
        return False
    return True
