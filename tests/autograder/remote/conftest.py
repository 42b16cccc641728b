"""A graded cell in small: given cells, a solution, an answer and a test, run as grading runs them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest

from autograder.remote.cell import Outcome, run_tests
from autograder.remote.contract import CellContract
from autograder.remote.requests import Requests
from autograder.remote.source import given_sources
from autograder.sandbox import Limits, Student, Worker
from autograder.sandbox.results import Reply

LIMITS = Limits(cell_seconds=2.0, grace_seconds=0.5, submission_seconds=20.0)
GIVEN = ("import numpy as np",)


@dataclass
class Channel:
    """Leads to a student's process."""

    student: Student

    def exchange(self, operation: str, plain: bool, payload: bytes) -> Reply:
        return self.student.operate(operation, plain, payload)

    def begin(self) -> None:
        """One property after another may take its time."""


@dataclass
class Cell:
    """Runs a test on a solution, which gives the contract, and then on answers."""

    worker: Worker
    test: str
    solution: str
    given: Sequence[str] = GIVEN
    requests: Requests = field(init=False)
    contract: CellContract = field(init=False)

    def __post_init__(self) -> None:
        self.contract = CellContract()
        self.recorded = self._run(self.solution, recording=True)
        self.contract = CellContract.from_json(self.contract.to_json())

    def grade(self, answer: str) -> Outcome:
        """Return the outcome of an answer."""
        return self._run(answer, recording=False)

    def _run(self, answer: str, *, recording: bool) -> Outcome:
        with self.worker.student() as student:
            for cell in (*self.given, answer):
                student.run_cell(cell)
            self.requests = Requests(Channel(student), self.contract, recording)
            return run_tests(self.test, "test", self.requests, given_sources(self.given))


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with Worker(LIMITS) as started:
        yield started
