"""A trace is a line of a solution or of hidden tests in a text that students get."""

import itertools
import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.master.regions import Part, regions

# `return one_hot` or `t = 0` stand in any code; a line with this many words or more gives something away.
TELLING_WORDS = {Part.SOLUTION: 4, Part.HIDDEN_TESTS: 5}
# Lines of tests that say nothing of what is expected: what they import, and how what they define is called.
_HEAD = re.compile(r"\s*(?:import|from|def|class)\s")


def traces(text: str, master: NotebookNode, *parts: Part) -> list[tuple[int, str]]:
    """Return the telling lines of a master that a text holds.

    Parameters
    ----------
    text : str
        What is searched; indentation and line breaks hide nothing.
    master : NotebookNode
        The validated notebook with solutions and hidden tests.
    *parts : Part
        What to look for: solutions, hidden tests, or both when left out.

    Returns
    -------
    list of (int, str)
        Number of the master's cell, counted from 1, and the line.
    """
    searched = " ".join(text.split())
    return [(number, line) for number, line in telling_lines(master, *parts) if line in searched]


def telling_lines(master: NotebookNode, *parts: Part) -> Iterator[tuple[int, str]]:
    """Yield cell number and text, blanks normalized, of each line that gives something away."""
    for number, cell in enumerate(master.cells, 1):
        for part in parts or tuple(TELLING_WORDS):
            for line in itertools.chain.from_iterable(regions(cell.source, part)):
                if len(re.findall(r"\w+", line)) >= TELLING_WORDS[part] and not (
                    part is Part.HIDDEN_TESTS and _HEAD.match(line)
                ):
                    yield number, " ".join(line.split())
