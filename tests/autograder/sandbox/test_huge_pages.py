"""The fork server's memory on huge pages."""

import subprocess
import sys

import pytest

from autograder.sandbox.environment import HERE

FILL_AND_GATHER = """
import ctypes, mmap
from inside.huge_pages import gather
from inside.libc import collapse
size = 2 << 20
tried = mmap.mmap(-1, 2 * size, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
tried.write(bytes(2 * size))
address = ctypes.addressof(ctypes.c_char.from_buffer(tried))
can = collapse(-(-address // size) * size, size)
kept = [bytes(range(256)) * number for number in range(1, 400)]
def on_huge_pages():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("AnonHugePages"))
before = on_huge_pages()
gather()
same = all(piece == bytes(range(256)) * number for number, piece in enumerate(kept, start=1))
print(int(can), before, on_huge_pages(), int(same))
"""


def test_gathered() -> None:
    """Does memory lie on huge pages after it was gathered, and hold what it held?"""
    done = subprocess.run([sys.executable, "-c", FILL_AND_GATHER], cwd=HERE, capture_output=True, text=True, check=True)
    can, before, after, same = map(int, done.stdout.split())
    assert same
    if not can:
        pytest.skip("this kernel collapses no pages")
    assert after > before
