"""One worker for all tests of the sandbox: starting it costs more than most tests."""

from collections.abc import Iterator

import pytest

from autograder.sandbox import Limits, Student, Worker

SMALL = Limits(cell_seconds=1.0, grace_seconds=0.5, submission_seconds=20.0, cpu_seconds=10, total_memory=700 << 20)


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with Worker(SMALL) as started:
        yield started


@pytest.fixture
def student(worker: Worker) -> Iterator[Student]:
    with worker.student() as started:
        yield started
