"""Says in one line which cell to run first, where the notebook needs a name that is not there yet."""

import json
import linecache
import os
import re
from pathlib import Path
from symtable import symtable
from traceback import walk_tb
from typing import Any

from length.shells import current_shell, in_kernel


def explain_missing_names() -> None:
    """Let the notebook name the cell to run first, in place of a traceback, when a name of its own is missing.

    The same for a TODO that is still open when another cell needs it. Outside of a notebook nothing changes.
    """
    if in_kernel():
        current_shell().set_custom_exc((NameError, NotImplementedError), explain)


def explain(shell: Any, kind: type, error: Exception, traceback: Any, tb_offset: int | None = None) -> None:
    """Show an error as IPython does, or in one line if it is known what to run first."""
    line = "" if hasattr(error, "_render_traceback_") else what_to_run(error, shell.user_ns)
    if line:
        error._render_traceback_ = lambda: [f"{kind.__name__}: {line}"]
    shell.showtraceback((kind, error, traceback), running_compiled_code=True)


def what_to_run(error: Exception, names: dict[str, Any]) -> str:
    """Return which cell has to be run first, or empty for an error of another sort."""
    frame, number = list(walk_tb(error.__traceback__))[-1]
    if frame.f_globals is not names:  # in a library
        return ""
    name, line = frame.f_code.co_qualname, linecache.getline(frame.f_code.co_filename, number).strip()
    if type(error) is NotImplementedError and "." in name:
        heading, _ = find_cell(name.partition(".")[0], names)
        return f"{name} is still to do: fill in its TODO{heading}, and run that cell"
    name = getattr(error, "name", "")
    if type(error) is not NameError or not name or name in names:
        return ""
    heading, begin = find_cell(name, names)
    handed_over = f"that defines {name}" if line.endswith(f".{name} = {name}") else ""
    first = f"that begins with `{begin}`" if begin else handed_over
    return f"{name} is not there yet. First run the cell{heading} {first}" if first else ""


def find_cell(name: str, names: dict[str, Any]) -> tuple[str, str]:
    """Return heading and first line of the cell that defines a name, in the notebook's file or those beside it."""
    files = [os.environ.get("JPY_SESSION_NAME"), names.get("__vsc_ipynb_file__"), *sorted(Path().glob("*.ipynb"))]
    for path in filter(None, files):
        try:
            cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError, KeyError):  # it has no file here, as on Colab
            continue
        heading = ""
        for cell in cells:
            source = "".join(cell["source"])
            if cell["cell_type"] != "code":
                heading = [heading, *re.findall(r"(?m)^#+ (.+)$", source)][-1]
            elif name in names_defined(source):
                return f' below "{heading}"' if heading else "", re.search(r"(?m)^[^#\s].*", source)[0]
    return "", ""


def names_defined(source: str) -> set[str]:
    """Return the names that a cell gives a value to; none if it is not plain Python."""
    try:
        symbols = symtable(source, "cell", "exec").get_symbols()
    except SyntaxError:
        return set()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}
