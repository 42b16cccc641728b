"""Commands run as an instructor runs them, in processes of their own."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.exercise import ROOT

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": str(ROOT)}


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
