"""Runs cells in IPython's terminal, one after the other, and gives back what each of them printed."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence

from tests.exercise import ROOT

PROGRAM = """
import contextlib, io, json, sys
from IPython.terminal.interactiveshell import TerminalInteractiveShell

shell, printed = TerminalInteractiveShell.instance(history_load_length=0), []
shell.colors = "nocolor"
for cell in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as text:
        shell.run_cell(cell, store_history=True)
    printed.append(text.getvalue())
print(json.dumps(printed))
"""


def printed_by(cells: Sequence[str], home: str, **environment: str) -> list[str]:
    """Return what each cell printed; `home` is a folder for what IPython keeps."""
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(list(cells)),
        env=os.environ | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": home, "OPENBLAS_NUM_THREADS": "1"} | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(run.stdout.splitlines()[-1])
    return found
