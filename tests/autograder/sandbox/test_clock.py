"""What a submission is charged: what it used itself, not what others took from it."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox import Limits, Student, StudentEnded, Worker
from tests.autograder.sandbox.runs import succeeded

# CPU time, so that the work is the same on a machine that is busy
WORK = "import time\nend = time.process_time() + {}\nwhile time.process_time() < end: pass"
# all begin together, or the first would keep the last from being started
SPIN = """
import os
begin, close_to_begin = os.pipe()
for _ in range({count}):
    if os.fork() == 0:
        os.close(close_to_begin)
        os.setsid()
        os.read(begin, 1)
        while True: pass
os.close(close_to_begin)
"""


def disturbed(student: Student, source: str, timeout: float) -> bool:
    """Run a cell that is interrupted, or killed if it has not even the time to be; tell whether others may be why."""
    try:
        run = student.run_cell(source, timeout)
    except StudentEnded as ended:
        return ended.disturbed
    assert run.interrupted
    return run.spent.disturbed


@contextmanager
def one_processor() -> Iterator[None]:
    """Keep this process, and what it starts, to one processor."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


@pytest.fixture
def neighbours() -> Iterator[tuple[Student, Student]]:
    """Two students on one processor."""
    limits = Limits(cell_seconds=1.5, grace_seconds=0.5, cpu_seconds=10)
    with one_processor(), Worker(limits) as worker, worker.student() as one, worker.student() as other:
        if worker.protections.missing:
            pytest.skip(" ".join(worker.protections.missing))
        yield one, other


def test_waiting_is_not_charged(neighbours: tuple[Student, Student]) -> None:
    """Does a cell get its time though another submission's processes keep its processor busy?"""
    busy, honest = neighbours
    assert succeeded(busy.run_cell(SPIN.format(count=2)))
    run = honest.run_cell(WORK.format(0.6))
    assert succeeded(run)
    assert 0.5 < run.spent.charged < 1.5 < run.spent.charged + run.spent.lost
    assert run.spent.lost > 0.25 * run.spent.wall
    assert run.spent.disturbed


def test_own_processes_are_charged(neighbours: tuple[Student, Student]) -> None:
    """Is a main thread charged for the processor time of its own processes, which it waits for?"""
    busy, _ = neighbours
    assert succeeded(busy.run_cell(SPIN.format(count=3)))
    run = busy.run_cell("while True: pass", 0.5)
    assert run.interrupted
    assert run.spent.charged >= 0.5
    assert run.spent.charged > 0.8 * (run.spent.wall - run.spent.lost)


def test_children_that_were_waited_for_are_charged(student: Student) -> None:
    """Does the processor time of children count after their end?"""
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {WORK.format(0.4)!r}])"
    run = student.run_cell(f"{child}\nimport time\ntime.sleep(0.2)", 20)
    assert succeeded(run)
    assert run.spent.charged >= 0.4


def test_sleeping_is_charged(student: Student) -> None:
    """Is a cell interrupted that uses no processor at all?"""
    run = student.run_cell("import time\ntime.sleep(60)", 0.3)
    assert run.interrupted
    assert run.spent.charged >= 0.3


def test_nothing_lasts_for_ever(neighbours: tuple[Student, Student]) -> None:
    """Is a cell ended on the wall clock that gets hardly any of its processor?"""
    busy, starved = neighbours
    assert succeeded(busy.run_cell(SPIN.format(count=12)))
    assert disturbed(starved, WORK.format(60), 0.3)


def test_requests_add_up(student: Student) -> None:
    """Do start, requests and end make up what a student's process took?"""
    start = student.spent
    assert start.wall > 0
    runs = [student.run_cell("1").spent for _ in range(3)]
    assert student.spent == sum(runs, start)
    used = student.spent.wall
    student.close()
    assert student.spent.wall > used


def test_processors_are_not_chosen(student: Student) -> None:
    """Is student code refused other processors and a higher priority?"""
    for attempt in (
        "os.sched_setaffinity(0, os.sched_getaffinity(0))",
        "os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))",
        "os.nice(-1)",
    ):
        assert student.run_cell(f"import os\n{attempt}").outputs[0]["ename"] == "PermissionError"
    assert succeeded(student.run_cell("assert os.getpriority(os.PRIO_PROCESS, 0) > 0"))


def test_run_with_a_low_priority() -> None:
    """Is nothing missing where the grader was started with a low priority, and does student code go second there?"""
    code = """
        from autograder.sandbox import Worker
        with Worker() as worker, worker.student() as student:
            assert not student.run_cell("import os\\nassert os.getpriority(os.PRIO_PROCESS, 0) > 5").outputs
            print([line for line in worker.protections.missing if "processor" in line])
    """
    command = ["nice", "-n", "5", sys.executable, "-c", textwrap.dedent(code)]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout == "[]\n"
