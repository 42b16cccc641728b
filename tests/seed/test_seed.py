"""Does the notebook that the course started from still run on `length`, cell by cell?"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

COURSE = Path(__file__).resolve().parents[2]
TOOL = COURSE / "tools" / "run_seed.py"


@pytest.fixture(scope="module")
def seed() -> Path:
    """The folder with the seed: LENGTH_SEED, or the one beside the repository."""
    folder = Path(os.environ.get("LENGTH_SEED", COURSE.parent / "shared" / "seed"))
    if not any(folder.glob("*.txt")):
        pytest.skip(f"the seed notebook is not in {folder}; name its folder in LENGTH_SEED")
    return folder


def run_tool(*arguments: str) -> subprocess.CompletedProcess[str]:
    # threads that wait for each other beside other tests take ten times as long
    environment = os.environ | {"PYTHONPATH": str(COURSE), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [sys.executable, str(TOOL), *arguments], capture_output=True, text=True, env=environment, timeout=300
    )


def test_all_cells_run(seed: Path) -> None:
    """Do all cells run unchanged on the embedded samples, the checks and the experiments included?"""
    # 70 epochs: a third of the sample keeps them short
    result = run_tool(str(seed), "--all", "--sample", "--images", "640")
    assert result.returncode == 0, result.stderr
    # one after each of the four tasks; one after each training, the learning rates' without a full stop
    assert result.stdout.count("Test passed.") == 4
    assert result.stdout.count("Training finished") == 1 + 2 + 6 + 1 + 1 + 1
    table = result.stdout.partition("true accuracy after each epoch\n")[2].splitlines()
    trainings = [line.split() for line in table]
    assert [line[:2] for line in trainings[:3]] == [["mnist", "SGD"], ["mnist", "Adam"], ["fashion", "Adam"]]
    assert len(trainings) == 12
    assert {line[4] for line in trainings} == {"500"}, "every test image of the samples is counted"
    assert float(trainings[1][-1]) > 0.6, "Adam learns MNIST from the sample"


def test_no_seed_there(tmp_path: Path) -> None:
    """Is a folder without the notebook named, with the way to name another?"""
    result = run_tool(str(tmp_path))
    assert result.returncode != 0
    assert "make seed SEED=" in result.stderr
