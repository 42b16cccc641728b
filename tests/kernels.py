"""Jupyter kernels that tests start, and commands that start some: one that gives no answer gets a second chance.

On a busy machine a kernel may start too late, and while it starts, another one may take the port chosen for it.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import TypeVar

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from tests.exercise import ROOT

Found = TypeVar("Found")

# how nbclient says that a kernel did not answer in time, or not at all
NO_ANSWER = ("CellTimeoutError", "DeadKernelError", "Kernel didn't respond in", "Kernel died before replying")


def twice(action: Callable[[], Found], *failures: type[BaseException]) -> Found:
    """Do something that a foreign program may fail at, and do it once more if it fails in one of these ways."""
    try:
        return action()
    except failures as error:
        print(f"once more: {error}", file=sys.stderr)
        return action()


def run_notebook(
    notebook: NotebookNode, folder: Path, environment: Mapping[str, str], *, allow_errors: bool = False
) -> NotebookNode:
    """Run a copy of a notebook in a plain kernel in a folder; return it with its outputs."""
    settings = {"env": {**environment, "PYTHONPATH": str(ROOT)}}
    resources = {"metadata": {"path": str(folder)}}

    def once() -> NotebookNode:
        client = NotebookClient(
            deepcopy(notebook), kernel_name="python3", allow_errors=allow_errors, resources=resources
        )
        return client.execute(**settings)

    return twice(once, RuntimeError, DeadKernelError)


def start_kernel(folder: Path) -> tuple[KernelManager, BlockingKernelClient]:
    """Start a kernel in a folder that prints nothing of its own."""
    return twice(lambda: start_new_kernel(cwd=str(folder), extra_arguments=["--log-level=ERROR"]), RuntimeError)


def run_command(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] = os.environ
) -> "subprocess.CompletedProcess[str]":
    """Run a command in a folder, and once more if a kernel in it gave no answer."""
    for _ in range(2):
        done = subprocess.run(
            command,
            cwd=folder,
            env={**environment, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        if not any(text in done.stdout + done.stderr for text in NO_ANSWER):
            break
    return done
