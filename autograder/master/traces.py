"""A trace is a line of a solution or of hidden tests in a text that students get."""

import re
from collections.abc import Iterator

from nbformat import NotebookNode

from autograder.master.regions import Part, regions

# `return one_hot` or `t = 0` stand in any code; a line with this many words or more gives something away
TELLING_WORDS = 4


def telling_lines(master: NotebookNode) -> Iterator[tuple[int, str]]:
    """Yield cell number and text of each master line that no student's file may hold.

    Hidden tests count in full, solutions with the lines that are longer than a few words.
    """
    for number, cell in enumerate(master.cells, 1):
        for part, words in ((Part.SOLUTION, TELLING_WORDS), (Part.HIDDEN_TESTS, 1)):
            for region in regions(cell.source, part):
                for line in region:
                    if len(re.findall(r"\w+", line)) >= words:
                        yield number, normalized(line)


def normalized(text: str) -> str:
    """Return a text with every run of blanks made one, line by line, so that indentation hides nothing."""
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))


def traces(text: str, master: NotebookNode) -> list[tuple[int, str]]:
    """Return cell number and text of the telling lines that a text holds."""
    searched = normalized(text)
    return [(number, line) for number, line in telling_lines(master) if line in searched]
