"""A cell's text as Python: what it defines, whether it is whole, and the code among prompts, fences and magics."""

import ast
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from autograder.repair.text import KEPT_CELLS, KEPT_LENGTH
from autograder.spec import names_at_margin, names_bound

# Cell magics whose text runs as Python in the notebook; others (`%%writefile`, `%%bash`, `%%script`) define nothing.
_RUNS = frozenset({"time", "capture", "prun"})
_CELL_MAGIC = re.compile(r"\s*%%(\w*)[^\n]*")
# `%matplotlib inline`, `!pip install …` with its continued lines, `help?`
_MAGIC = re.compile(r"^([ \t]*)(?:[%!?](?:[^\n]*\\\n)*[^\n]*|[%\w.]+\?{1,2}[ \t]*$)", re.MULTILINE)
# `files = !ls`, `result = %time f()`
_MAGIC_VALUE = re.compile(r"^([ \t]*[\w,. ]*[\w ]=)[ \t]*[%!][^\n]*$", re.MULTILINE)
_MAX_CELL_MAGICS = 4

_PROMPT = re.compile(r"[ \t]*(?:>>>|\.\.\.(?![\w.])|In[ ]\[[\d ]*\]:|\.{3,}:)(?:[ ]|$)")
_OUTPUT = re.compile(r"[ \t]*Out\[\d*\]:")
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})[ \t]*([\w+-]*)")
_LANGUAGES = frozenset({"", "python", "python3", "py", "ipython", "ipython3", "code", "{code-cell}"})


@dataclass(frozen=True, slots=True)
class Code:
    """What is known of a cell's text as Python.

    Attributes
    ----------
    names : frozenset of str
        What it defines at its top level.
    whole : bool
        Whether it can be run as it is.
    runs : str
        The text to be run: the cell's, or what is left of it without prompts or fences.
    cost : int
        Characters that were given to Python's parser.
    """

    names: frozenset[str]
    whole: bool
    runs: str
    cost: int = 0


def read_code(source: str) -> Code:
    """Return what a text is as Python; prompts and fences count as not there where Python can't be read with them."""
    return _read_code(source) if len(source) <= KEPT_LENGTH else _read_code.__wrapped__(source)


@lru_cache(KEPT_CELLS)
def _read_code(source: str) -> Code:
    cost = 0
    for runs in (source, without_prompts(source), fenced(source)):
        if runs is source or runs not in ("", source):
            body, spent = _parse(runs)
            cost += spent
            if body is not None:
                return Code(names_bound(body), True, runs, cost)
    return Code(margin(source), False, source, cost)


def statements(source: str) -> list[ast.stmt] | None:
    """Return the statements of a cell, with the lines that they stand in; None if it is no whole Python."""
    return _parse(source)[0]


def margin(source: str) -> frozenset[str]:
    """Return the names that definitions at the left margin of a cell give, without parsing it."""
    return _margin(source) if len(source) <= KEPT_LENGTH else _margin.__wrapped__(source)


@lru_cache(KEPT_CELLS)
def _margin(source: str) -> frozenset[str]:
    text = without_magics(_dedent(source))
    return frozenset() if text is None else names_at_margin(text)


def without_magics(source: str) -> str | None:
    """Return a cell's text with `pass` in the place of IPython's magics, line by line; None where it is no Python.

    IPython's own transformer reads a cell once more for each magic in it, which takes a minute for a thousand.
    """
    for _ in range(_MAX_CELL_MAGICS):
        magic = _CELL_MAGIC.match(source)
        if magic is None:
            break
        if magic[1] not in _RUNS:
            return None
        source = "\n" * magic[0].count("\n") + source[magic.end() :]
    source = _MAGIC.sub(lambda magic: f"{magic[1]}pass" + "\n" * magic[0].count("\n"), source)
    return _MAGIC_VALUE.sub(r"\1 None", source)


def without_prompts(source: str) -> str:
    """Return the code of a pasted session: what stands behind prompts; empty if there are none."""
    lines = source.split("\n")
    marks = list(_prompts(lines))
    first = next((mark for mark in marks if mark), None)
    if first is None or first[0].lstrip().startswith("."):
        return ""  # an ellipsis is no prompt
    if first[0].lstrip().startswith(">>>"):
        # all other lines of such a session are what it printed
        return "\n".join(line[mark.end() :] for line, mark in zip(lines, marks, strict=True) if mark)
    kept = [(line, mark) for line, mark in zip(lines, marks, strict=True) if not _OUTPUT.match(line)]
    return "\n".join(line[mark.end() :] if mark else line for line, mark in kept)


def _prompts(lines: list[str]) -> Iterator[re.Match[str] | None]:
    """Yield the prompt of each line. Python's stand at the margin: one further in belongs to a docstring's example."""
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    for line in lines:
        mark = _PROMPT.match(line)
        indented = mark is not None and ":" not in mark[0] and len(line) - len(line.lstrip()) > margin
        yield None if indented else mark


def fenced(source: str) -> str:
    """Return the Python among a text's fences, empty if there is none; an open fence ends with the text."""
    found: list[str] = []
    fence, wanted = "", False
    for line in source.split("\n"):
        mark = _FENCE.match(line)
        if not fence and mark:
            fence, wanted = mark[1], mark[2].lower() in _LANGUAGES
        elif fence and mark and mark[1].startswith(fence) and not mark[2]:
            fence = ""
        elif fence and wanted:
            found.append(line)
    return "\n".join(found)


def _parse(source: str) -> tuple[list[ast.stmt] | None, int]:
    text, cost = _dedent(source), 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a student's invalid escapes are no concern of the grader's log
        for attempt in (text, without_magics(text)):
            if attempt is None or (cost and attempt == text):
                break
            cost += len(attempt)
            try:
                return ast.parse(attempt).body, cost
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return None, cost


def _dedent(source: str) -> str:
    """Take the first line's indent from all lines, as IPython does."""
    lines = source.lstrip("\n").split("\n")
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" \t"))]
    if not indent:
        return source
    above = "\n" * (len(source) - len(source.lstrip("\n")))
    return above + "\n".join(line.removeprefix(indent) for line in lines)
