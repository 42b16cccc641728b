"""Workers start students, tell what protects this machine, and outlive what happens to them."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.errors import SandboxUnavailable
from autograder.sandbox import Limits, Worker
from autograder.sandbox.backend import BackendUnavailable, StartBackend
from autograder.sandbox.bubblewrap import Bubblewrap
from autograder.sandbox.fork_server import ForkServer
from autograder.sandbox.plain import Plain
from autograder.sandbox.protections import Protections
from autograder.sandbox.watch import process_tree
from tests.autograder.sandbox.runs import processes_of, succeeded

HERE = Path(__file__).parent
ROOT = HERE.parents[2]


def test_limits_refuse_nonsense() -> None:
    """Is a limit that nothing could run in refused?"""
    with pytest.raises(ValueError, match="processes must be greater than 0, got 0"):
        Limits(processes=0)


def test_protections_in_words() -> None:
    """Does each protection have a sentence for either case?"""
    complete = Protections.from_missing({})
    assert not complete.missing
    partly = Protections.from_missing({"files": "bubblewrap is not installed"})
    assert len(partly.enforced) == len(complete.enforced) - 1
    assert partly.missing == (
        "Files are not hidden: student code can read and write what this account can: bubblewrap is not installed.",
    )


def test_fork_server_is_replaced(worker: Worker) -> None:
    """Does a worker go on when its fork server was killed?"""
    with Worker(worker.limits) as other:
        other.student().close()
        assert isinstance(other._backend, ForkServer)
        for pid in dict(process_tree(other._backend.process.pid)):
            with contextlib.suppress(ProcessLookupError):  # they end with the one that was killed before
                os.kill(pid, 9)
        with other.student() as student:
            assert succeeded(student.run_cell("1"))


def test_closed_worker() -> None:
    """Does a closed worker end all its processes, and say that it is closed?"""
    worker = Worker()
    student = worker.student()
    processes = processes_of(student)
    worker.close()
    with pytest.raises(SandboxUnavailable, match="closed"):
        worker.student()
    student.close()
    assert student.spent.wall > 0
    assert not [pid for pid in processes if Path(f"/proc/{pid}").exists()]


@pytest.mark.parametrize("backend", ["Bubblewrap", "Plain"])
def test_killed_grader(backend: str) -> None:
    """Are all processes and files gone after the grader was killed in the middle of a cell?"""
    source = f"""
from autograder.sandbox import Worker
from autograder.sandbox.{backend.lower()} import {backend}
from autograder.sandbox.watch import process_tree
from tests.autograder.sandbox.runs import processes_of
worker = Worker(backends=[{backend}])
student = worker.student()
student.run_cell("import os\\nif os.fork() == 0:\\n    while True: pass")
processes = [*dict(process_tree(worker._backend.process.pid)), *processes_of(student)]
print(getattr(worker._backend, "folder", "-"), *processes, flush=True)
student.run_cell("while True: pass")
"""
    command = [sys.executable, "-c", source]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=HERE.parents[2]) as grader:
        assert grader.stdout is not None
        folder, *processes = grader.stdout.readline().split() or [""]
        grader.kill()
    if not processes:
        pytest.skip(f"this machine gives no sandbox of this kind: {backend}")
    assert len(processes) > 5
    until = time.monotonic() + 5
    left = [Path(folder), *(Path(f"/proc/{pid}") for pid in processes)]
    while any(map(Path.exists, left)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not [path for path in left if path.exists()]


def plain_worker(*backends: StartBackend) -> Worker:
    """Start a worker without bubblewrap, where this machine allows it."""
    try:
        return Worker(backends=[*backends, Plain])
    except SandboxUnavailable as error:
        pytest.skip(str(error))


def put_first_on_path(script: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a script be the machine's bubblewrap."""
    program = folder / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)


def test_bubblewrap_that_does_not_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Does a bubblewrap that fails give way to what the kernel offers?"""
    put_first_on_path("exit 1", tmp_path, monkeypatch)
    with plain_worker(Bubblewrap) as worker, worker.student() as student:
        assert isinstance(worker._backend, Plain)
        assert student.run_cell("open('/etc/hostname')").outputs or worker.protections.missing


@pytest.mark.parametrize("killed", ["kill -KILL $$", "exec {bwrap} --dev-bind / / sh -c 'kill -KILL $$'"])
def test_bubblewrap_that_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: str) -> None:
    """Is a bubblewrap that was killed at its start, or what ran in it, an error and no reason to do without?"""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        pytest.skip("bubblewrap is not installed")
    put_first_on_path(killed.format(bwrap=bwrap), tmp_path, monkeypatch)
    with pytest.raises(SandboxUnavailable, match="was killed") as refusal:
        Worker(backends=[Bubblewrap, Plain])
    assert not isinstance(refusal.value, BackendUnavailable)


def test_interpreter_behind_links(tmp_path: Path) -> None:
    """Does bubblewrap work where symbolic links lead to the virtual environment, from the first on the PATH?"""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    (tmp_path / "project").mkdir()
    (tmp_path / "environment").symlink_to(sys.prefix)
    (tmp_path / "project" / ".venv").symlink_to("../environment")
    source = """
from autograder.sandbox import Worker
from autograder.sandbox.bubblewrap import Bubblewrap
with Worker(backends=[Bubblewrap]) as worker, worker.student() as student:
    print(student.run_cell("import numpy, sys\\nprint(sys.prefix)").outputs[0]["text"])
"""
    python = tmp_path / "project" / ".venv" / "bin" / "python"
    done = subprocess.run(
        [python, "-c", source], capture_output=True, text=True, check=False, timeout=60, cwd=HERE.parents[2]
    )
    assert Path(done.stdout.strip()).resolve() == Path(sys.prefix).resolve(), done.stderr


def test_required_sandbox() -> None:
    """Does a worker that has to protect fully say what is missing, and how to get it?"""
    with plain_worker() as worker:
        missing = worker.protections.missing
    if not missing:
        pytest.skip("this kernel needs no bubblewrap")
    with pytest.raises(SandboxUnavailable, match="Install bubblewrap") as refusal:
        Worker(backends=[Plain], require_sandbox=True)
    assert missing[0].rstrip(".") in str(refusal.value)


@pytest.mark.parametrize("namespaces", [True, False])
def test_without_bubblewrap(namespaces: bool) -> None:
    """Do cells, interrupts, requests and the end of orphans work without bubblewrap, as an ordinary user?"""
    command = [sys.executable, str(HERE / "plain_worker.py"), str(namespaces)]
    if os.getuid() == 0:
        if shutil.which("bwrap") is None:
            pytest.skip("bubblewrap makes root an ordinary user for this test")
        around = ["bwrap", "--unshare-user", "--uid", "1000", "--gid", "1000", "--dev-bind", "/", "/"]
        command = around + ([] if namespaces else ["--disable-userns"]) + command
    elif not namespaces:
        pytest.skip("only root can take the namespaces away from a process")
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout == "fine\n", done.stdout + done.stderr


@pytest.mark.skipif(os.getuid() != 0, reason="an ordinary user's code runs as that user")
def test_packages_that_nobody_can_read(tmp_path: Path) -> None:
    """Is a `length` from a clone that only root can read (umask 077) named, before anybody loses points by it?"""
    shutil.copytree(ROOT / "length", tmp_path / "length", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "length" / "graph.py").chmod(0o600)
    run = subprocess.run(
        [sys.executable, "-c", "from autograder.sandbox import Worker\nWorker().close()"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert f"{tmp_path}/length/graph.py: students' code can't read it" in run.stderr
