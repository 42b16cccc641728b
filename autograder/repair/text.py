"""Text from a submission: cleaned before use, compared without regard to layout, shown without harm."""

import re
from functools import lru_cache

from autograder.repair.limits import MAX_PARSED_SOURCE

# Most cells of most submissions are as they were handed out: what was found out about them is kept, 8 MB at most.
KEPT_CELLS, KEPT_LENGTH = 1024, 8192

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")


def clean(source: object) -> str:
    """Return the source of a cell as one string with Unix line ends that can be written as UTF-8.

    Notebooks hold a source as a string or as a list of lines; anything else reads as empty.
    """
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    try:
        source.encode()
    except UnicodeEncodeError:  # JSON may hold halves of surrogate pairs, which no file can hold
        return _HALF_CHARACTER.sub("\ufffd", source)
    return source


def layout_free(source: str) -> str:
    """Return the source without trailing blanks and outer blank lines, for comparison."""
    if len(source) > MAX_PARSED_SOURCE:
        return source.strip()  # like no text of the master's, whatever its lines end with
    return _layout_free(source) if len(source) <= KEPT_LENGTH else _layout_free.__wrapped__(source)


@lru_cache(KEPT_CELLS)
def _layout_free(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.strip().split("\n"))


def printable(text: str) -> str:
    """Return lines for a terminal, with what would move its cursor or turn its text around escaped."""
    return "\n".join(_escaped(line) for line in text.split("\n"))


def show(name: str, length: int = 80) -> str:
    """Return a name from a submission for a message: control characters escaped, cut when too long."""
    readable = _escaped(name[: length + 1])
    return readable if len(readable) <= length else readable[: length - 1] + "…"


def _escaped(line: str) -> str:
    # marks of direction count as formats (Cf), which are no more printable than controls
    return line if line.isprintable() else "".join(char if char.isprintable() else ascii(char)[1:-1] for char in line)
