"""Finds out whether an answer is older than the cell that was run last for it."""

from __future__ import annotations

import linecache
import re
import sys
from typing import Any

from length.errors import CheckFailedError
from length.shells import current_shell


def check_version(answer: Any, place: str) -> None:
    """Refuse an answer that its cell, as it was run last, would have replaced.

    Parameters
    ----------
    answer : class or function
        What was handed over.
    place : str
        Where: `sgd_tests.SGD`.
    """
    name = place.rpartition(".")[2]
    cells = getattr(current_shell(), "user_ns", {}).get("In", [])
    text = "".join(linecache.getlines(file_of(answer))).strip()
    if getattr(answer, "__name__", "") != name or not text:
        return
    pattern = re.compile(rf"^(?:class|def) {re.escape(name)}\b", re.MULTILINE)
    newest_first = reversed(range(len(cells)))
    # looking for the word first takes a tenth of the time
    last = next((number for number in newest_first if name in cells[number] and pattern.search(cells[number])), 0)
    if not last or cells[last].strip() == text:
        return
    here = vars(sys.modules["__main__"]).get(name)
    if here is not answer and callable(here):
        problem = f"your {name} of In[{last}] is newer than the one that was handed over"
        raise CheckFailedError(name, problem, f"Hand it over again with `{place} = {name}`")
    problem = f"In[{last}] ended in {ending(cells[last])}, so the {name} that is checked is an older one"
    raise CheckFailedError(name, problem, f"Fix the cell of {name} until it runs without an error, then check again")


def file_of(answer: Any) -> str:
    """Return the file in which a function, or the first method of a class, is written."""
    for found in (answer, *vars(answer).values()):
        code = getattr(getattr(found, "__func__", found), "__code__", None)
        if code is not None:
            return code.co_filename
    return ""


def ending(cell: str) -> str:
    """Return in words how a cell ended that defined nothing."""
    try:
        compile(cell, "cell", "exec")
    except SyntaxError as error:
        return f"a SyntaxError ({error.msg}, line {error.lineno})"
    return "an error"
