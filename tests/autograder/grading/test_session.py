"""A run that goes on after its process has died."""

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


def test_a_deaf_loop_costs_one_request_and_what_comes_after_it(session: Session) -> None:
    """Do requests keep their answers that come before one which can't be interrupted?"""
    deaf = "import signal\n        signal.signal(signal.SIGINT, signal.SIG_IGN)\n        while True: pass"
    session.run_cell(f"def answer(x):\n    if x == 2:\n        {deaf}\n    return 10 * x", "a cell")
    (one,), (two,), (three,) = session.probe([request(x) for x in (1, 2, 3)])
    assert one["y"] == 10
    assert isinstance(two, ProbeFailure)
    assert isinstance(three, ProbeFailure)
    assert "used up" in three.message
