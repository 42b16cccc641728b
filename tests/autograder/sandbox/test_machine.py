"""Memory that no process is charged for: seen, counted, and ended when it is too much."""

from dataclasses import replace
from pathlib import Path

import pytest

from autograder.sandbox import Student, StudentEnded, Worker
from autograder.sandbox.cgroup import limited_groups
from autograder.sandbox.machine import read_meminfo
from tests.autograder.sandbox.conftest import SMALL
from tests.autograder.sandbox.runs import succeeded

SOCKETS = """
import os, socket, time
kept = []
for _ in range(40):
    if os.fork() == 0:
        while len(kept) < 25: kept.append(socket.socketpair())
        time.sleep(60)
time.sleep(60)
"""
SHARED = """
import mmap, time
kept = mmap.mmap(-1, 900 << 20)
for begin in range(0, 900 << 20, 4 << 20):
    kept[begin:begin + (4 << 20)] = bytes(4 << 20)
    kept.madvise(mmap.MADV_DONTNEED)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def complete(worker: Worker) -> None:
    """Take memory only where the sandbox is known to hold."""
    if worker.protections.missing:
        pytest.skip(" ".join(worker.protections.missing))


@pytest.mark.parametrize("source", [SOCKETS, SHARED])
def test_memory_outside_of_processes(source: str, student: Student) -> None:
    """Is a student ended that holds memory in places that belong to no process?"""
    with pytest.raises(StudentEnded) as ended:
        student.run_cell(source, 20)
    assert ended.value.reason == "out_of_memory"


def test_few_sockets_and_shared_memory_are_fine(student: Student) -> None:
    """Does an ordinary use of both go on?"""
    source = (
        "import mmap, socket, time\nkept = [socket.socketpair() for _ in range(20)]\nshared = mmap.mmap(-1, 99 << 20)"
    )
    assert succeeded(student.run_cell(f"{source}\nshared[:] = bytes(99 << 20)\ntime.sleep(0.4)"))


def test_larger_buffers_are_refused(student: Student) -> None:
    """Has each socket the buffer that it is counted with?"""
    source = "import socket\none, _ = socket.socketpair()\none.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)"
    assert student.run_cell(source).outputs[0]["ename"] == "PermissionError"


def test_full_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a student ended when this machine's memory runs out, and not held responsible for that alone?"""
    with Worker(replace(SMALL, memory_left=1)) as worker, worker.student() as student:
        assert succeeded(student.run_cell("1"))
        monkeypatch.setattr("autograder.sandbox.machine.left_in_cgroup", lambda: 0)
        with pytest.raises(StudentEnded, match="no memory left") as ended:
            student.run_cell("import time\ntime.sleep(10)")
    assert (ended.value.reason, ended.value.disturbed) == ("out_of_memory", True)


def test_machine_that_was_full_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a machine with less left than there should be grade what takes no more of it?"""
    monkeypatch.setattr("autograder.sandbox.machine.left_in_cgroup", lambda: 64 << 20)
    with Worker(SMALL) as worker, worker.student() as student:
        assert succeeded(student.run_cell("import time\ntime.sleep(0.4)"))


def test_meminfo() -> None:
    """Are sizes read as bytes?"""
    assert read_meminfo(b"MemAvailable:    3 kB\nHugePages_Total:  0\nShmem: 1 kB\n") == {
        "MemAvailable": 3 << 10,
        "Shmem": 1 << 10,
    }


def group(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, value in files.items():
        (folder / name.replace("__", ".")).write_text(f"{value}\n")


def test_limits_of_version_two(tmp_path: Path) -> None:
    """Is the fullest of the groups around a process found, with files that would be given up not counted?"""
    group(tmp_path / "a" / "b", memory__max="max", memory__current=5)
    group(tmp_path / "a", memory__max=1000, memory__current=900, memory__stat="anon 1\ninactive_file 300")
    assert [found.left() for found in limited_groups("0::/a/b\n", tmp_path)] == [400]


def test_limits_of_version_one(tmp_path: Path) -> None:
    """Is a container's group found, which is mounted where its path does not lead?"""
    group(
        tmp_path / "memory",
        memory__limit_in_bytes=1000,
        memory__usage_in_bytes=500,
        memory__stat="inactive_file 1\ntotal_inactive_file 100",
    )
    lines = "5:cpu:/\n4:memory:/docker/0123\n0::/\n"
    assert [found.left() for found in limited_groups(lines, tmp_path)] == [600]


def test_no_limit(tmp_path: Path) -> None:
    """Is a group without a limit none?"""
    group(tmp_path / "memory", memory__limit_in_bytes=9223372036854771712, memory__usage_in_bytes=500)
    assert not list(limited_groups("4:memory:/\n", tmp_path))
