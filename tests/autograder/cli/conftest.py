"""Commands run as an instructor runs them, in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

REPOSITORY = Path(__file__).resolve().parents[3]
EXERCISE = "neural_network_basics"

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(REPOSITORY)}


@pytest.fixture
def command(course: Path, environment: dict[str, str]) -> Command:
    """Run `python -m MODULE …` in the course folder."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", *arguments],
            cwd=course,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture
def submit(course: Path) -> Callable[[str, NotebookNode | None], Path]:
    """Hand in a notebook; return the folder."""

    def write(student: str, notebook: NotebookNode | None) -> Path:
        folder = course / "submitted" / student / EXERCISE
        folder.mkdir(parents=True)
        if notebook is not None:
            nbformat.write(notebook, folder / f"{EXERCISE}.ipynb")
        return folder

    return write
