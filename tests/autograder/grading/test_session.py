"""A run that goes on after its process has ended."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from autograder.grading.session import Session
from autograder.remote.contract import CellContract
from autograder.remote.errors import LimitReached, StudentGone
from autograder.remote.requests import Requests
from autograder.sandbox import Limits, Worker

LIMITS = Limits(cell_seconds=1.0, grace_seconds=0.2)


@pytest.fixture
def session(worker: Worker) -> Iterator[Session]:
    with Session(worker, LIMITS) as session:
        yield session


@pytest.fixture
def requests(session: Session) -> Requests:
    """Requests of a test whose solution may do anything."""
    return Requests(session, CellContract(), recording=True)


def answers(requests: Requests, *numbers: int) -> list[Any]:
    """Call `answer` for each number, in a property of its own; an exception that ended it stands in its place."""
    found: list[Any] = []
    for number in numbers:
        requests.begin(str(number))
        try:
            found.append(requests.read("answer")(number))
        except (StudentGone, LimitReached) as error:
            found.append(error)
    return found


def test_exit_costs_one_property(session: Session, requests: Requests) -> None:
    """Do properties before and after one that ends the process keep their answers?"""
    session.run_cell("import os\ndef answer(x): return os._exit(3) if x == 2 else 10 * x", "a cell")
    one, two, three = answers(requests, 1, 2, 3)
    assert (one, three) == (10, 30)
    assert isinstance(two, StudentGone)
    assert "exit code 3" in str(two)
    assert {reason for reason, _ in session.incidents} == {"crashed"}


def test_deaf_loop_costs_one_property(session: Session, requests: Requests) -> None:
    """Do all other properties keep their answers where one can't be interrupted?"""
    deaf = "import signal\n        signal.signal(signal.SIGINT, signal.SIG_IGN)\n        while True: pass"
    session.run_cell(f"def answer(x):\n    if x == 2:\n        {deaf}\n    return 10 * x", "a cell")
    one, two, three = answers(requests, 1, 2, 3)
    assert (one, three) == (10, 30)
    assert isinstance(two, StudentGone)
    assert "could not be interrupted" in str(two)


def test_slow_properties_cost_themselves(session: Session, requests: Requests) -> None:
    """Do properties that come after slow ones have a time of their own?"""
    session.run_cell("def answer(x):\n    while x in (1, 3): pass\n    return 10 * x", "a cell")
    found = answers(requests, 1, 2, 3, 4)
    assert [isinstance(answer, LimitReached) for answer in found] == [True, False, True, False]


def test_slow_cells_take_nothing_from_hidden_tests(session: Session, requests: Requests) -> None:
    """Does the time in which cells are run again after an exit count against the submission alone?"""
    session.run_cell("import os, time\nbegin = time.monotonic()\nwhile time.monotonic() < begin + 0.8: pass", "slow")
    session.run_cell("def answer(x): return os._exit(3) if x == 2 else 10 * x", "a cell")
    found = answers(requests, 1, 2, 3, 4, 5)
    assert [isinstance(answer, StudentGone) for answer in found] == [False, True, False, False, False]


@pytest.mark.parametrize("endless", ["while True: pass", "while True: display(HTML('x' * 300_000))"])
def test_an_interrupted_cell_is_run_again(endless: str, session: Session, requests: Requests) -> None:
    """Is what an interrupted cell had defined still there when a later one ends the process?"""
    session.run_cell(f"from IPython.display import HTML\ndef answer(x): return 10 * x\n{endless}", "endless")
    session.run_cell("import os\nos._exit(3)", "deadly")
    assert answers(requests, 1) == [10]
    assert [reason for reason, _ in session.incidents] == ["timed_out", "crashed"]


def test_cells_that_sleep_when_they_are_run_again(worker: Worker) -> None:
    """Do all processes of a submission together have one limit of time?"""
    limits = Limits(cell_seconds=1.0, grace_seconds=0.2, submission_seconds=4.0)
    with Session(worker, limits) as session:
        session.run_cell("import os, time", "first")
        until = time.time() + 0.5
        for _ in range(30):
            session.run_cell(f"if time.time() > {until}: time.sleep(60)", "sleeper")
        while time.time() < until:
            pass
        for _ in range(10):
            session.run_cell("os._exit(1)", "deadly")
        assert session.spent.charged < limits.submission_seconds + 2 * limits.grace_seconds
    assert session.incidents[-1][1].endswith("the submission's 4 s were used up")


def test_new_processes_count(worker: Worker) -> None:
    """Do processes that are started again and again use up the submission's time?"""
    limits = Limits(submission_seconds=0.5)
    with Session(worker, limits) as session:
        while "used up" not in " ".join(text for _, text in session.incidents):
            session.run_cell("import os\nos._exit(1)", "deadly")
        assert len(session.incidents) > 2
