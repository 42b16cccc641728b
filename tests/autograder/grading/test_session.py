"""A run that goes on after its process has died."""

import time
from collections.abc import Iterator

import numpy as np
import pytest

from autograder.grading.session import Session
from autograder.sandbox import Limits, ProbeFailure, ProbeRequest, Worker

PROBE = "def probe(student, case):\n    return {'y': np.array(student['answer'](int(case['x'])))}"
LIMITS = Limits(cell_seconds=1.0, grace_seconds=0.2)


def request(x: int) -> ProbeRequest:
    """Ask `answer` for a number."""
    return ProbeRequest(PROBE, "probe", [{"x": np.array(x)}])


@pytest.fixture
def session(worker: Worker) -> Iterator[Session]:
    with Session(worker, LIMITS) as session:
        yield session


def test_a_death_costs_one_request(session: Session) -> None:
    """Are requests that were sent together answered one by one when one of them ends the process?"""
    session.run_cell("import os\ndef answer(x): return os._exit(3) if x == 2 else 10 * x", "a cell")
    (one,), (two,), (three,) = session.probe([request(x) for x in (1, 2, 3)])
    assert (one["y"], three["y"]) == (10, 30)
    assert isinstance(two, ProbeFailure)
    assert "exit code 3" in two.message
    assert {reason for reason, _ in session.incidents} == {"crashed"}


def test_a_deaf_loop_costs_one_request(session: Session) -> None:
    """Do all other requests keep their answers where one can't be interrupted?"""
    deaf = "import signal\n        signal.signal(signal.SIGINT, signal.SIG_IGN)\n        while True: pass"
    session.run_cell(f"def answer(x):\n    if x == 2:\n        {deaf}\n    return 10 * x", "a cell")
    (one,), (two,), (three,) = session.probe([request(x) for x in (1, 2, 3)])
    assert (one["y"], three["y"]) == (10, 30)
    assert isinstance(two, ProbeFailure)
    assert "could not be interrupted" in two.message


def test_slow_requests_cost_themselves(session: Session) -> None:
    """Do requests that come after slow ones have a time of their own?"""
    session.run_cell("def answer(x):\n    while x in (1, 3): pass\n    return 10 * x", "a cell")
    found = [answer for (answer,) in session.probe([request(x) for x in (1, 2, 3, 4)])]
    assert [isinstance(answer, ProbeFailure) for answer in found] == [True, False, True, False]


def test_slow_cells_take_nothing_from_hidden_tests(session: Session) -> None:
    """Does the time in which cells are run again after a death count against the submission alone?"""
    session.run_cell("import os, time\nbegin = time.monotonic()\nwhile time.monotonic() < begin + 0.8: pass", "slow")
    session.run_cell("def answer(x): return os._exit(3) if x == 2 else 10 * x", "a cell")
    found = [answer for (answer,) in session.probe([request(x) for x in (1, 2, 3, 4, 5)])]
    assert [isinstance(answer, ProbeFailure) for answer in found] == [False, True, False, False, False]


@pytest.mark.parametrize("endless", ["while True: pass", "while True: display(HTML('x' * 300_000))"])
def test_an_interrupted_cell_is_run_again(endless: str, session: Session) -> None:
    """Is what an interrupted cell had defined still there when a later one ends the process?"""
    session.run_cell(f"from IPython.display import HTML\ndef answer(x): return 10 * x\n{endless}", "endless")
    session.run_cell("import os\nos._exit(3)", "deadly")
    ((answer,),) = session.probe([request(1)])
    assert answer["y"] == 10
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
