"""`autograder grade --scheduler` on a cluster of separate processes on this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

pytest.importorskip("distributed")

REPOSITORY = Path(__file__).resolve().parents[3]
EXERCISE = "neural_network_basics"
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(REPOSITORY),
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=folder,
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers; yields its address and the workers."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = start(
        tmp_path, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    )
    worker = ("distributed.cli.dask_worker", address, "--no-nanny", "--nthreads", "1", "--no-dashboard")
    workers = [start(tmp_path, *worker, "--name", f"worker-{number}") for number in range(2)]
    try:
        wait_for_workers(tmp_path / "log")
        yield address, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def wait_for_workers(log: Path) -> None:
    until = time.monotonic() + 60
    while len(re.findall(r"Register worker", log.read_text())) < 2:
        assert time.monotonic() < until, log.read_text()
        time.sleep(0.1)


def grade(course: Path, *arguments: str) -> subprocess.Popen[str]:
    with (course / "told").open("w") as told:
        return subprocess.Popen(
            [sys.executable, "-m", "autograder", "grade", "--json", *arguments],
            cwd=course,
            env=ENVIRONMENT,
            stdout=told,
            stderr=subprocess.PIPE,
            text=True,
        )


def test_killed_worker(
    course: Path, solution: NotebookNode, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """One of two workers is killed in the middle of a run: is every submission graded nevertheless?"""
    address, workers = cluster
    for number in range(30):
        folder = course / "submitted" / f"s{number:02}" / EXERCISE
        folder.mkdir(parents=True)
        nbformat.write(solution, folder / f"{EXERCISE}.ipynb")
    run = grade(course, "--scheduler", address)
    until = time.monotonic() + 60
    while not (course / "told").read_text():
        assert run.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    os.kill(workers[0].pid, signal.SIGKILL)
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    *found, last = map(json.loads, (course / "told").read_text().splitlines())
    assert len(found) == 30
    assert last["summary"]["statuses"] == {"graded": 30}
    assert {line["notebooks"][EXERCISE]["points"] for line in found} == {17}


def test_no_scheduler(course: Path) -> None:
    """Does a wrong address end in one sentence?"""
    run = grade(course, "--scheduler", f"tcp://127.0.0.1:{free_port()}")
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "no Dask scheduler answers there" in errors
