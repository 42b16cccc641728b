"""The fork server's memory on huge pages."""

import subprocess
import sys

import pytest

from autograder.sandbox.environment import HERE

FILL_AND_GATHER = """
from inside.huge_pages import gather
kept = [bytes(range(256)) * number for number in range(1, 400)]
def on_huge_pages():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("AnonHugePages"))
before = on_huge_pages()
gather()
print(before, on_huge_pages(), all(piece == bytes(range(256)) * number for number, piece in enumerate(kept, start=1)))
"""


def test_gathered() -> None:
    """Does memory lie on huge pages after it was gathered, and hold what it held?"""
    done = subprocess.run([sys.executable, "-c", FILL_AND_GATHER], cwd=HERE, capture_output=True, text=True, check=True)
    before, after, same = done.stdout.split()
    assert same == "True"
    if before == after:
        pytest.skip("this kernel collapses no pages")
    assert int(after) > int(before)
