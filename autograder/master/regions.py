"""Marks in a cell say which lines are the solution and which are hidden tests; everything else is visible."""

import re
from collections.abc import Iterator
from enum import Enum, auto

BEGIN_SOLUTION = "### BEGIN SOLUTION"
END_SOLUTION = "### END SOLUTION"
BEGIN_HIDDEN_TESTS = "### BEGIN HIDDEN TESTS"
END_HIDDEN_TESTS = "### END HIDDEN TESTS"

# What students find in the place of a solution. nbgrader_config.py gives the same text to nbgrader.
CODE_STUB = '# TODO: your code here\nraise NotImplementedError("This part is still to do.")'


class Part(Enum):
    """What a line of a cell belongs to."""

    VISIBLE = auto()
    SOLUTION = auto()
    HIDDEN_TESTS = auto()
    MARK = auto()


class MarkError(ValueError):
    """The marks of a cell don't pair up; the message says which."""


_BEGINS = {BEGIN_SOLUTION: Part.SOLUTION, BEGIN_HIDDEN_TESTS: Part.HIDDEN_TESTS}
_ENDS = {END_SOLUTION: Part.SOLUTION, END_HIDDEN_TESTS: Part.HIDDEN_TESTS}
_BEGIN_OF = {part: mark for mark, part in _BEGINS.items()}
_END_OF = {part: mark for mark, part in _ENDS.items()}

# nbgrader obeys these words wherever they stand in a line, also in prose or in a string
_OBEYED = re.compile(r"(BEGIN|END) (SOLUTION|HIDDEN TESTS)")
# and it takes no notice of these, which were clearly meant as marks
_MISSPELT = re.compile(r"\s*#+\s*(begin|end)[\s_-]*(solutions?|hidden[\s_-]*tests?)\s*:?\s*", re.IGNORECASE)


def labelled_lines(source: str) -> Iterator[tuple[Part, str]]:
    """Yield every line of a cell with what it belongs to.

    Raises
    ------
    MarkError
        If a mark is misspelt, nested, or without its counterpart.
    """
    inside = Part.VISIBLE
    for line in source.split("\n"):
        mark = line.strip()
        if mark in _BEGINS:
            if inside is not Part.VISIBLE:
                raise MarkError(f"`{mark}` stands inside a region that `{_BEGIN_OF[inside]}` began")
            inside = _BEGINS[mark]
            yield Part.MARK, line
        elif mark in _ENDS:
            if inside is not _ENDS[mark]:
                raise MarkError(f"`{mark}` has no `{_BEGIN_OF[_ENDS[mark]]}` before it")
            inside = Part.VISIBLE
            yield Part.MARK, line
        elif _OBEYED.search(line) or _MISSPELT.fullmatch(line):
            raise MarkError(f"the line `{mark}` looks like a mark and is none")
        else:
            yield inside, line
    if inside is not Part.VISIBLE:
        raise MarkError(f"`{_BEGIN_OF[inside]}` has no `{_END_OF[inside]}` after it")


def without_solutions(source: str, stub: str = CODE_STUB) -> str:
    """Return the cell as students get it: every solution replaced by the stub, as nbgrader does it."""
    lines: list[str] = []
    for part, line in labelled_lines(source):
        mark = line.strip() if part is Part.MARK else None
        if mark == BEGIN_SOLUTION:
            indent = line[: len(line) - len(line.lstrip())]
            lines += [indent + stub_line for stub_line in stub.split("\n")]
        elif part is not Part.SOLUTION and mark != END_SOLUTION:
            lines.append(line)
    return "\n".join(lines)


def without_hidden_tests(source: str) -> str:
    """Return the cell without its hidden tests and their marks, as nbgrader does it."""
    hidden_marks = {BEGIN_HIDDEN_TESTS, END_HIDDEN_TESTS}
    return "\n".join(
        line
        for part, line in labelled_lines(source)
        if part is not Part.HIDDEN_TESTS and not (part is Part.MARK and line.strip() in hidden_marks)
    )


def without_mark_scheme(source: str) -> str:
    """Return a task cell without what tells graders how to give its points, as nbgrader does it."""
    lines: list[str] = []
    inside = False
    for line in source.split("\n"):
        if "BEGIN MARK SCHEME" in line or "END MARK SCHEME" in line:
            inside = "BEGIN" in line
        elif not inside:
            lines.append(line)
    return "\n".join(lines)


def without_marks(source: str) -> str:
    """Return the whole cell, solutions and hidden tests included, without the lines that mark them."""
    return "\n".join(line for part, line in labelled_lines(source) if part is not Part.MARK)


def regions(source: str, wanted: Part) -> list[list[str]]:
    """Return the lines of each region of the wanted kind, in order."""
    found: list[list[str]] = []
    for part, line in labelled_lines(source):
        if part is Part.MARK and _BEGINS.get(line.strip()) is wanted:
            found.append([])
        elif part is wanted:
            found[-1].append(line)
    return found
