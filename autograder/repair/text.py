"""Text from a submission: cleaned before use, compared without regard to layout, shown without harm."""

import ast
import textwrap
import warnings
from functools import lru_cache

from autograder.repair.limits import MAX_PARSED_SOURCE
from autograder.spec import defined_names

# Most cells of most submissions are as they were handed out: what was found out about them is kept, 8 MB at most.
_KEPT_CELLS, _KEPT_LENGTH = 1024, 8192


def clean(source: object) -> str:
    """Return the source of a cell as one string with Unix line ends that can be written as UTF-8.

    Notebooks hold a source as a string or as a list of lines; anything else reads as empty.
    """
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    # JSON may hold halves of surrogate pairs, which no file can hold
    return source.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def layout_free(source: str) -> str:
    """Return the source without trailing blanks and outer blank lines, for comparison."""
    return _layout_free(source) if len(source) <= _KEPT_LENGTH else _layout_free.__wrapped__(source)


@lru_cache(_KEPT_CELLS)
def _layout_free(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def names_in(source: str) -> frozenset[str]:
    """Return the names that a cell defines at its top level; cells as a whole may be indented, as IPython allows."""
    if len(source) > MAX_PARSED_SOURCE:
        return frozenset()
    return _names_in(source) if len(source) <= _KEPT_LENGTH else _names_in.__wrapped__(source)


@lru_cache(_KEPT_CELLS)
def _names_in(source: str) -> frozenset[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a student's invalid escapes are no concern of the grader's log
        return defined_names(textwrap.dedent(source))


def parses(source: str) -> bool:
    """Tell whether the source is whole Python code."""
    if len(source) > MAX_PARSED_SOURCE:
        return False
    return _parses(source) if len(source) <= _KEPT_LENGTH else _parses.__wrapped__(source)


@lru_cache(_KEPT_CELLS)
def _parses(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(textwrap.dedent(source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def printable(text: str) -> str:
    """Return lines for a terminal, with what would move its cursor or turn its text around escaped."""
    return "\n".join(_escaped(line) for line in text.split("\n"))


def show(name: str, length: int = 80) -> str:
    """Return a name from a submission for a message: control characters escaped, cut when too long."""
    readable = _escaped(name)
    return readable if len(readable) <= length else readable[: length - 1] + "…"


def _escaped(line: str) -> str:
    # marks of direction count as formats (Cf), which are no more printable than controls
    return line if line.isprintable() else "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)
