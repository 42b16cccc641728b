"""pytest-xdist keeps the tests of a group in one process, in which what they share is made once."""

import subprocess
import sys
from pathlib import Path

_TESTS = """
import os
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("one")


@pytest.mark.parametrize("number", range(20))
def test_notes_its_process(number):
    Path(f"process-{os.getpid()}").touch()
"""


def test_a_group_is_one_process(tmp_path: Path) -> None:
    """Do all tests of a group run in the same process? Stock nbgrader and the attacks would run in each otherwise."""
    (tmp_path / "test_it.py").write_text(_TESTS)
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", "test_it.py"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "20 passed" in run.stdout, run.stdout + run.stderr
    assert len(list(tmp_path.glob("process-*"))) == 1
