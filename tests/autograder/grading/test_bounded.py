"""The grading process's own clocks and memory limit."""

import json
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from autograder.course.pool import local_pool
from autograder.grading.bounded import OutOfTime, bounded
from autograder.grading.process import Assignment, grade_submission
from autograder.grading.submission import Submission
from autograder.sandbox import Limits
from autograder.spec import AssignmentSpec
from autograder.status import Status
from tests.exercise import MINI

GIB = 1 << 30
LIMITS = (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_CORE)


def submission_of(notebook: NotebookNode) -> Submission:
    return Submission.of_notebook(MINI.name, json.dumps(notebook).encode())


def busy(seconds: float) -> None:
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def test_soft_clock() -> None:
    """Is a loop that never ends stopped when its CPU time is used up, soon and not before?"""
    begin = time.process_time()
    with pytest.raises(OutOfTime), bounded(0.5, GIB):
        busy(10)
    assert 0.3 < time.process_time() - begin < 3


def test_caught_once() -> None:
    """Is a loop stopped whose first stop is lost, as in a destructor?"""
    caught = 0

    def catching() -> None:
        nonlocal caught
        try:
            busy(20)
        except OutOfTime:
            caught += 1
        busy(20)

    with pytest.raises(OutOfTime), bounded(0.2, GIB):
        catching()
    assert caught == 1


def test_waiting_is_free() -> None:
    """Does only CPU time count, so that a machine that is busy with others costs nobody anything?"""
    with bounded(0.3, GIB):
        time.sleep(1)


def test_memory() -> None:
    """Is an array that is larger than is left refused, and not the next one?"""
    with bounded(5, GIB):
        with pytest.raises(MemoryError):
            bytearray(2 * GIB)
        assert len(bytearray(1 << 20)) == 1 << 20
    assert len(bytearray(2 * GIB)) == 2 * GIB


@pytest.mark.parametrize("stopped", [True, False])
def test_nothing_stays(stopped: bool) -> None:
    """Are limits, timer and handler afterwards what they were?"""

    def state() -> tuple[object, ...]:
        return (
            *map(resource.getrlimit, LIMITS),
            signal.getitimer(signal.ITIMER_PROF),
            signal.getsignal(signal.SIGPROF),
        )

    before = state()
    try:
        with bounded(0.2, GIB):
            busy(5 if stopped else 0)
    except OutOfTime:
        assert stopped
    assert state() == before


HANGING = """
import itertools
from autograder.grading import bounded
bounded._GRACE_SECONDS = 1
with bounded.bounded(0.1, 1 << 30):
    sum(itertools.repeat(0))  # looks at no signal
"""


def test_hard_clock() -> None:
    """Does a process end that hangs in C code, which the soft clock can't stop?"""
    done = subprocess.run([sys.executable, "-c", HANGING], check=False)
    assert done.returncode == -signal.SIGXCPU


def test_other_threads() -> None:
    """Is a thread that gets no signals left alone, as on a cluster?"""
    before = tuple(map(resource.getrlimit, LIMITS))
    seen: list[object] = []

    def work() -> None:
        with bounded(0.1, GIB):
            seen.append(tuple(map(resource.getrlimit, LIMITS)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.fixture
def graded(spec: AssignmentSpec) -> Callable[[NotebookNode, Limits], tuple[Status, float, str]]:
    """Grade a notebook as a process of a pool does: status, points, reason."""

    def run(notebook: NotebookNode, limits: Limits) -> tuple[Status, float, str]:
        assignment = Assignment.of([spec], limits, False)
        record = grade_submission(submission_of(notebook), "digest", assignment)[MINI.name].record
        return record.status, record.points, record.reason

    return run


@pytest.fixture
def large(solution: NotebookNode) -> NotebookNode:
    """A right notebook that takes a while to read: millions of characters of an old output."""
    lines = [f"{number}" for number in range(200_000)]
    output = new_output("error", ename="E", evalue="", traceback=lines)
    solution.cells.append(new_code_cell("1", outputs=[output], id="large"))
    return solution


def test_out_of_time(
    graded: Callable[..., tuple[Status, float, str]],
    large: NotebookNode,
    release: NotebookNode,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Has a submission that takes the grader too long a record with the reason, and the next one its own?"""
    monkeypatch.setattr("autograder.grading.bounded._TICK_SECONDS", 0.01)
    # the solution may take as long as this on a busy machine: here it is about the submission
    monkeypatch.setattr("autograder.grading.process.prove_grader", lambda assignment: None)
    limits = Limits(grader_seconds=0.01)
    assert graded(large, limits) == (
        Status.TIMED_OUT,
        0,
        "grading it was stopped: it took the grader more than 0.01 s of CPU time",
    )
    status, _, reason = graded(release, Limits())
    assert (status, reason) == (Status.GRADED, "")


def test_out_of_memory(spec: AssignmentSpec, large: NotebookNode, release: NotebookNode) -> None:
    """Has a submission for which the grader has no memory a record with the reason, and the next one its own?"""
    large.cells[-1].outputs[0].traceback.append("x" * 28_000_000)
    little = Limits(grader_memory=24 << 20)
    with local_pool(1, little, False).open() as executor:  # a process that has no memory of earlier work left
        first, second = (
            executor.submit(grade_submission, submission_of(notebook), "digest", Assignment.of([spec], limits, False))
            .result()[MINI.name]
            .record
            for notebook, limits in ((large, little), (release, Limits()))
        )
    assert (first.status, first.points, first.reason) == (
        Status.OUT_OF_MEMORY,
        0,
        "grading it took the grader more than 24 MiB",
    )
    assert (second.status, second.reason) == (Status.GRADED, "")


def test_reading_outputs_is_free(graded: Callable[..., tuple[Status, float, str]], solution: NotebookNode) -> None:
    """Does a cell that shows output without end cost its own time alone, whatever it takes the grader to read it?"""
    endless = "from IPython.display import HTML, display\nwhile True:\n    display(HTML('x'))"
    solution.cells.append(new_code_cell(endless, id="endless"))
    _, points, reason = graded(solution, Limits(cell_seconds=3, grader_seconds=0.5))
    assert points == 4, reason
    assert "grader" not in reason
