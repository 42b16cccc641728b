"""`autograder grade --scheduler` on a cluster of separate processes on this machine."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import cloudpickle
import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import AssignLatePenalties

from autograder.build import build_source
from autograder.cluster import cluster_pool
from autograder.course.directory import Conversion, CourseDirectory
from autograder.course.run import CourseRun
from autograder.grading.process import Assignment, Graded, grade_submission
from autograder.grading.submission import Submission
from autograder.sandbox import Limits
from autograder.spec import AssignmentSpec
from tests.exercise import MINI, MINI_MASTER, MINI_NOTEBOOK, ROOT, totals

pytest.importorskip("distributed")

EXERCISE = MINI.name
MARK = b"ends-the-grader"
ENVIRONMENT = os.environ | {
    "PYTHONPATH": str(ROOT),
    "DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL": "10s",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(
    folder: Path, *arguments: str, packages: Path = ROOT, settings: Mapping[str, str] = MappingProxyType({})
) -> subprocess.Popen[bytes]:
    with (folder / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=folder,
            env={**ENVIRONMENT, **settings, "PYTHONPATH": str(packages)},
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )


@pytest.fixture
def cluster(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers; yields its address and the workers."""
    with running_cluster(tmp_path, getattr(request, "param", "--no-nanny")) as running:
        yield running


@contextmanager
def running_cluster(
    tmp_path: Path, nanny: str, packages: Path = ROOT, settings: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Run a scheduler, and two workers that import `length` and `autograder` from `packages`."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    scheduler = start(
        tmp_path, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-dashboard"
    )
    worker = ("distributed.cli.dask_worker", address, nanny, "--nthreads", "1", "--no-dashboard")
    workers = [
        start(tmp_path, *worker, "--name", f"worker-{n}", packages=packages, settings=settings) for n in range(2)
    ]
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
    course: Path, solution: NotebookNode, spec: AssignmentSpec, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    """One of two workers is killed in the middle of a run: is every submission graded nevertheless?"""
    address, workers = cluster
    for number in range(30):
        folder = course / "submitted" / f"s{number:02}" / EXERCISE
        folder.mkdir(parents=True)
        nbformat.write(solution, folder / MINI_NOTEBOOK)
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
    assert {line["notebooks"][EXERCISE]["points"] for line in found} == {totals(spec)[0]}


def risky(submission: Submission, digest: str, assignment: Assignment) -> dict[str, Graded]:
    """Grade, or end this process as a fault of the grader would."""
    if any(MARK in file.content for file in submission.files):
        os.kill(os.getpid(), signal.SIGKILL)
    return grade_submission(submission, digest, assignment)


class Dangerous(Executor):
    """Sends `risky` where a run sends its own task."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, task, *arguments):  # type: ignore[no-untyped-def]
        return self._executor.submit(risky if task is grade_submission else task, *arguments)


@pytest.mark.parametrize("cluster", ["--nanny"], indirect=True)
def test_who_kills_workers_is_recorded(
    course: Path,
    solution: NotebookNode,
    cluster: tuple[str, list[subprocess.Popen[bytes]]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A submission ends each worker that it comes to: is it recorded as crashed, and all others graded?"""
    monkeypatch.chdir(course)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    good = nbformat.writes(solution).encode()
    for number in range(6):
        folder = course / "submitted" / f"s{number}" / EXERCISE
        folder.mkdir(parents=True)
        (folder / MINI_NOTEBOOK).write_bytes(good + b"\n" + MARK if number == 2 else good)
    pool = cluster_pool(cluster[0], None)

    @contextmanager
    def dangerous() -> Iterator[Executor]:
        with pool.open() as executor:
            yield Dangerous(executor)

    directory = CourseDirectory(
        root=str(course), source_directory=str(course / "build" / "source"), assignment_id=EXERCISE
    )
    run = CourseRun(directory, penalties, Limits(), False, False, Conversion(), replace(pool, open=dangerous))
    found = {job.student: job for job in run.grade()}
    assert not any(job.error for job in found.values()), found
    statuses = {student: str(job.records[EXERCISE].status) for student, job in found.items()}
    assert statuses == {f"s{number}": "crashed" if number == 2 else "graded" for number in range(6)}


def penalties() -> AssignLatePenalties:
    found = AssignLatePenalties()
    found.init_plugin()
    return found


def test_worker_on_which_the_solution_fails(tmp_path: Path, course: Path, solution: NotebookNode) -> None:
    """Does a run stop before anybody is graded where the cluster's machines grade the solution otherwise?"""
    master = course / "notebooks" / EXERCISE / MINI_MASTER.name
    asserted = "assert square(-2) == 4"
    master.write_text(
        master.read_text().replace(asserted, "import os\nassert square(-2) == int(os.environ.get('WANTED', '4'))")
    )
    build_source(course)
    folder = course / "submitted" / "ada" / EXERCISE
    folder.mkdir(parents=True)
    nbformat.write(solution, folder / MINI_NOTEBOOK)
    with running_cluster(tmp_path, "--no-nanny", settings={"WANTED": "5"}) as (address, _):
        run = grade(course, "--scheduler", address)
        _, errors = run.communicate(timeout=120)
    assert run.returncode == 1
    assert "the solution of mini: it earns 0 of 1 points in test_square" in errors
    assert not (course / "autograded").exists()


def test_no_scheduler(course: Path) -> None:
    """Does a wrong address end in one sentence?"""
    run = grade(course, "--scheduler", f"tcp://127.0.0.1:{free_port()}")
    _, errors = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "no Dask scheduler answers there" in errors
