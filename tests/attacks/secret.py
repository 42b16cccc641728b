"""What no submission may show: hidden tests, solutions, contracts, expected values."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

from autograder.course.contracts import contracts_path, read_contracts, read_spec
from autograder.grading.session import Session
from autograder.master.regions import Part, regions, without_hidden_tests, without_marks
from autograder.remote.cell import run_tests
from autograder.remote.requests import Requests
from autograder.sandbox import Limits, Worker
from autograder.sandbox.results import Reply
from autograder.spec import AssignmentSpec, Role
from tests.attacks.attack import EXERCISE, NOTEBOOK

_SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
_PLACE = re.compile(r'"(\S+ \d+:\d+-\S+ \w+[^"]*)"')
_LONG_LINE = 30  # shorter lines may be written by anybody


@dataclass(frozen=True, slots=True)
class Secrets:
    """What no submission may show.

    Attributes
    ----------
    texts : tuple of str
        Lines of hidden tests, places of contracts, secrets of this machine.
    answers : tuple of str
        Lines of the solutions and expected values: who solved the tasks may show them.
    """

    texts: tuple[str, ...]
    answers: tuple[str, ...]

    @classmethod
    def of_course(cls, course: Path, texts: Iterable[str]) -> "Secrets":
        """Return these texts and what a built course itself keeps to itself."""
        path = course / "build" / "source" / EXERCISE / NOTEBOOK
        spec = read_contracts(path, read_spec(path))
        known = {line.strip() for cell in spec.cells for line in cell.source.splitlines()}
        source = nbformat.read(path, as_version=4)
        solved = "\n".join("\n".join(_SOLUTION.findall(cell.source)) for cell in source.cells)
        hidden = "\n".join(
            line for cell in source.cells for part in regions(cell.source, Part.HIDDEN_TESTS) for line in part
        )
        places = set(_PLACE.findall(contracts_path(path).read_text(encoding="utf-8")))
        return cls(
            (*sorted(_lines(hidden) - known), *sorted(places), *texts),
            (*sorted(_lines(solved) - known), *sorted(set(_expected_values(spec, source)))),
        )


def _lines(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if len(line.strip()) > _LONG_LINE}


@dataclass
class _Listening:
    """Leads to the solution's process, and keeps what is sent there."""

    session: Session
    sent: bytes = b""

    def exchange(self, operation: str, plain: bool, payload: bytes) -> Reply:
        self.sent += payload
        return self.session.exchange(operation, plain, payload)

    def begin(self) -> None:
        self.session.begin()


def _expected_values(spec: AssignmentSpec, source: nbformat.NotebookNode) -> Iterator[str]:
    """Yield numbers of what the solution answers to the hidden tests and was not told by them, as NumPy prints them."""
    limits = Limits()
    with Worker(limits) as worker, Session(worker, limits, files=spec.files) as session:
        for node, cell in zip(source.cells, spec.cells, strict=True):
            if cell.cell_type != "code" or cell.training:
                continue
            session.run_cell(without_marks(without_hidden_tests(node.source)), "the solution")
            if cell.role is not Role.GRADE or cell.beside:
                continue
            channel = _Listening(session)
            requests = Requests(channel, spec.contracts[str(cell.grade_id)])
            outcome = run_tests(cell.tests, str(cell.grade_id), requests, spec.given)
            assert outcome.passed, f"the solution fails {cell.grade_id}: {outcome.message}"
            for _, answer in requests.transcript.entries:
                yield from _telling(answer, channel.sent)


def _telling(answer: Any, told: bytes) -> Iterator[str]:
    """Yield a number of an answer that nobody would write by chance, with as many digits as NumPy prints."""
    if isinstance(answer, tuple) and answer[0] in ("list", "tuple"):
        for item in answer[1]:
            yield from _telling(item, told)
    if not isinstance(answer, np.ndarray | np.floating | float):
        return
    for value in np.ravel(answer):
        wide = float(value)
        if not 0.1 < abs(wide) < 1e6 or abs(wide - round(wide, 3)) <= 1e-4:
            continue
        if any(np.asarray(wide, kind).tobytes() in told for kind in ("<f4", "<f8")):
            continue
        yield f"{wide:.8f}"[:8]
        return
