"""Tracebacks as a notebook shows them, made in a hundredth of the time that IPython takes for its own.

Lines of the notebook's cells are shown with the lines around them, the libraries' with their place alone.
"""

import linecache
import os
from types import TracebackType

_CELL = "<ipython-input-"  # how IPython calls the file of a cell
_AROUND = 2
_MOST_FRAMES = 16
_MOST_CAUSES = 4
_LONGEST_LINE = 200
_CAUSE = "The above exception was the direct cause of the following exception:"
_CONTEXT = "During handling of the above exception, another exception occurred:"


def lines_of(error: BaseException, text: str, own: str) -> list[str]:
    """Return the traceback of an exception, a text for each part.

    Parameters
    ----------
    error : BaseException
        The exception.
    text : str
        What it says, as `str` gives it.
    own : str
        The file of the module that runs the cells: frames up to it are left out.
    """
    before: list[str] = []
    seen = {id(error)}
    cause, word = _cause(error)
    while cause is not None and id(cause) not in seen and len(seen) <= _MOST_CAUSES:
        seen.add(id(cause))
        before = [*_one(cause, _said(cause), own), f"\n{word}\n", *before]
        cause, word = _cause(cause)
    return [*before, *_one(error, text, own)]


def own_lines(error: BaseException) -> list[str] | None:
    """Return the lines that an exception gives for its traceback, which IPython asks it for; None if there are none."""
    try:
        lines = error._render_traceback_() if hasattr(error, "_render_traceback_") else None
    except Exception:  # noqa: BLE001 - the student's own method
        return None
    if not isinstance(lines, list) or not all(type(line) is str for line in lines):
        return None
    return lines


def _cause(error: BaseException) -> tuple[BaseException | None, str]:
    if error.__cause__ is not None:
        return error.__cause__, _CAUSE
    return (None, "") if error.__suppress_context__ else (error.__context__, _CONTEXT)


def _one(error: BaseException, text: str, own: str) -> list[str]:
    name = type(error).__name__
    if isinstance(error, SyntaxError) and error.text is not None:
        marked = f"    {error.text.rstrip()[:_LONGEST_LINE]}\n    {' ' * max((error.offset or 1) - 1, 0)}^"
        return [f"  {_file(error.filename or '')}, line {error.lineno}\n{marked}", f"{name}: {error.msg}"]
    frames = [frame for frame in _frames(error.__traceback__) if frame[0] != own]
    # what ran the cell comes before it
    first = next((number for number, frame in enumerate(frames) if frame[0].startswith(_CELL)), 0)
    shown = frames[first:]
    if len(shown) > _MOST_FRAMES:
        shown = [*shown[: _MOST_FRAMES // 2], ("", 0, ""), *shown[-_MOST_FRAMES // 2 :]]
    head = f"{name}{'Traceback (most recent call last)':>{max(75 - len(name), 34)}}"
    return [head, *(_place(*frame) for frame in shown), f"{name}: {text}" if text else name]


def _frames(trace: TracebackType | None) -> list[tuple[str, int, str]]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if not trace.tb_frame.f_locals.get("__tracebackhide__", False):
            found.append((code.co_filename, trace.tb_lineno, code.co_name))
        trace = trace.tb_next
    return found


def _place(file: str, line: int, function: str) -> str:
    if not file:
        return "..."
    where = f"{_file(file)}, line {line}" + (f", in {function}" if function != "<module>" else "")
    if not file.startswith(_CELL):
        return where
    lines = []
    for number in range(max(line - _AROUND, 1), line + _AROUND + 1):
        text = linecache.getline(file, number).rstrip()[:_LONGEST_LINE]
        if text or number == line:
            lines.append(f"{'---->' if number == line else '     '} {number:3} {text}")
    return "\n".join([where, *lines])


def _file(name: str) -> str:
    if name.startswith(_CELL):
        return f"Cell In[{name[len(_CELL) :].partition('-')[0]}]"
    return "File " + os.path.join(*name.split(os.sep)[-3:]) if os.sep in name else f"File {name}"


def _said(error: BaseException) -> str:
    try:
        return str(error)
    except Exception as other:  # noqa: BLE001 - the student's own __str__
        return f"<its text can't be shown: {type(other).__name__}>"
