"""Jupyter kernels that tests start, and commands that start some: one that gives no answer gets a second chance.

On a busy machine a kernel may start too late, and while it starts, another one may take the port chosen for it.
"""

import os
import subprocess
from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager, start_new_kernel
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from tests.exercise import ROOT

# how nbclient says that a kernel did not answer in time, or not at all
NO_ANSWER = ("CellTimeoutError", "DeadKernelError", "Kernel didn't respond in", "Kernel died before replying")


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

    try:
        return once()
    except (RuntimeError, DeadKernelError) as error:
        print(f"once more: {error}")
        return once()


def start_kernel(folder: Path) -> tuple[KernelManager, BlockingKernelClient]:
    """Start a kernel in a folder that prints nothing of its own."""
    try:
        return start_new_kernel(cwd=str(folder), extra_arguments=["--log-level=ERROR"])
    except RuntimeError as error:
        print(f"once more: {error}")
        return start_new_kernel(cwd=str(folder), extra_arguments=["--log-level=ERROR"])


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
