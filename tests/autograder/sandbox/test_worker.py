"""Workers start students, tell what protects this machine, and outlive what happens to them."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox import Limits, Worker
from autograder.sandbox.launch import find_bubblewrap
from autograder.sandbox.protections import Protections
from autograder.sandbox.watch import process_tree

HERE = Path(__file__).parent


def test_limits_refuse_nonsense() -> None:
    """Is a limit that nothing could run in refused?"""
    with pytest.raises(ValueError, match="processes must be greater than 0, got 0"):
        Limits(processes=0)


def test_protections_in_words() -> None:
    """Does each wall have a sentence for either case?"""
    complete = Protections.from_missing({})
    assert complete.complete
    partly = Protections.from_missing({"files": "bubblewrap is not installed"})
    assert len(partly.enforced) == len(complete.enforced) - 1
    assert partly.missing == (
        "Files are not hidden: student code can read and write what this account can: bubblewrap is not installed.",
    )


def test_warm_process_is_replaced(worker: Worker) -> None:
    """Does a worker go on when its warm process was killed?"""
    with Worker(worker.limits) as other:
        other.student().close()
        assert other._warm is not None
        for pid in process_tree(other._warm.process.pid):
            os.kill(pid, 9)
        with other.student() as student:
            assert student.run_cell("1").ok


def test_closed_worker() -> None:
    """Does a closed worker end all its processes, and say that it is closed?"""
    worker = Worker()
    assert worker._warm is not None
    student = worker.student()
    processes = process_tree(student._conversation._supervisor.pid)
    worker.close()
    with pytest.raises(SandboxUnavailable, match="closed"):
        worker.student()
    assert student.close().spent.wall > 0
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize("bubblewrap", ["'find'", "None"])
def test_killed_grader(bubblewrap: str) -> None:
    """Are all processes and files gone after the grader was killed in the middle of a cell?"""
    source = f"""
from autograder.sandbox import Worker
from autograder.sandbox.watch import process_tree
worker = Worker(bubblewrap={bubblewrap})
student = worker.student()
student.run_cell("import os\\nif os.fork() == 0:\\n    while True: pass")
processes = process_tree(worker._warm.process.pid) + process_tree(student._conversation._supervisor.pid)
print(worker._warm.folder, *processes, flush=True)
student.run_cell("while True: pass")
"""
    command = [sys.executable, "-c", source]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parents[2]) as grader:
        assert grader.stdout is not None
        folder, *processes = grader.stdout.readline().split() or [""]
        grader.kill()
    if not processes and bubblewrap == "None":
        pytest.skip("this machine's kernel does not protect enough without bubblewrap")
    assert len(processes) > 5
    until = time.monotonic() + 5
    left = [Path(folder), *(Path(f"/proc/{pid}") for pid in processes)]
    while any(map(Path.exists, left)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [path for path in left if path.exists()]


def plain_worker(bubblewrap: str | None) -> Worker:
    """Start a worker without bubblewrap, where this machine allows it."""
    try:
        return Worker(bubblewrap=bubblewrap)
    except SandboxUnavailable as error:
        pytest.skip(str(error))


def test_bubblewrap_that_does_not_work() -> None:
    """Does a bubblewrap that fails give way to what the kernel offers?"""
    with plain_worker("/bin/false") as worker, worker.student() as student:
        assert student.run_cell("open('/etc/hostname')").outputs or worker.protections.missing


def test_required_sandbox() -> None:
    """Does a worker that has to protect fully say what is missing, and how to get it?"""
    with plain_worker(None) as worker:
        missing = worker.protections.missing
    if not missing:
        pytest.skip("this kernel needs no bubblewrap")
    with pytest.raises(SandboxUnavailable, match="Install bubblewrap") as refusal:
        Worker(bubblewrap=None, require_sandbox=True)
    assert missing[0].rstrip(".") in str(refusal.value)


@pytest.mark.parametrize("namespaces", [True, False])
def test_without_bubblewrap(namespaces: bool) -> None:
    """Do cells, interrupts, probes and the end of orphans work without bubblewrap, as an ordinary user?"""
    command = [sys.executable, str(HERE / "plain_worker.py"), str(namespaces)]
    if os.getuid() == 0:
        if find_bubblewrap() is None:
            pytest.skip("bubblewrap makes root an ordinary user for this test")
        around = ["bwrap", "--unshare-user", "--uid", "1000", "--gid", "1000", "--dev-bind", "/", "/"]
        command = around + ([] if namespaces else ["--disable-userns"]) + command
    elif not namespaces:
        pytest.skip("only root can take the namespaces away from a process")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "fine\n", done.stdout + done.stderr
