"""Judges known answers as submissions are graded: in the sandbox, on all cores, each once.

What was judged is kept in `build/answers/`, by the digest of all that it depends on: who edits one mistake waits for
that one alone.
"""

import atexit
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

from nbformat import NotebookNode

from autograder.build.layout import read_notebook, write_text
from autograder.course.contracts import made_from, read_contracts, read_spec
from autograder.diagnosis.diagnose import evidence_of, failed_parts, parts_of
from autograder.diagnosis.evidence import Evidence
from autograder.errors import MasterError
from autograder.grading.cell import tested
from autograder.grading.code import code_digest
from autograder.grading.session import Session
from autograder.master.regions import without_hidden_tests
from autograder.mistakes import KnownAnswers, Mistake, edited
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec, CellSpec, Role

SOLUTION = "the master's solution"
# Another run's random numbers: answers that depend on them tell nothing of a mistake.
OTHER_SEED = "import random\nimport numpy as np\nrandom.seed(1)\nnp.random.seed(1)\n"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a task: a mistake, or a right one where that is None."""

    known: KnownAnswers
    name: str
    source: str
    mistake: Mistake | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tests make of an answer.

    Attributes
    ----------
    visible : bool or None
        Whether the visible check passes; None where there is none.
    lost : tuple of str
        The properties for which it gets no points, each with the reason.
    evidence : mapping
        What the tests of each property that it fails got; those of the solution, of every property.
    """

    answer: Answer
    visible: bool | None
    lost: tuple[str, ...]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return all but the answer as JSON types."""
        evidence = {name: item.to_json() for name, item in self.evidence.items()}
        return {"visible": self.visible, "lost": list(self.lost), "evidence": evidence}

    @classmethod
    def from_json(cls, answer: Answer, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        evidence = {name: Evidence.from_json(item) for name, item in data["evidence"].items()}
        return cls(answer, data["visible"], tuple(data["lost"]), evidence)


class Notebook:
    """A built notebook whose solution can be replaced task by task."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.spec: AssignmentSpec = read_contracts(source, read_spec(source))
        nodes: list[NotebookNode] = read_notebook(source).cells
        self._cells = list(zip(nodes, self.spec.cells, strict=True))

    def answers(self, known: KnownAnswers) -> list[Answer]:
        """Return the solution, the unusual right answers and all known mistakes of a task."""
        solution = "\n\n".join(_solved(self._found(name)) for name in known.solution)
        where = f"mistakes/{known.task}.py"
        return [
            Answer(known, SOLUTION, solution),
            *(Answer(known, name, text) for name, text in known.right.items()),
            *(Answer(known, item.name, edited(solution, item, where), item) for item in known.mistakes),
        ]

    def judge(self, answer: Answer, worker: Worker, limits: Limits, *, seed: str = "") -> Verdict:
        """Run an answer with the cells before it, its visible check and the tests of its cell."""
        replaced = [id(self._found(name)) for name in answer.known.solution]
        with Session(worker, limits, files=self.spec.files, modules=self.spec.modules) as session:
            if seed:
                session.run_cell(seed, "the seed")
            for node, cell in self._cells:
                if node.cell_type != "code" or cell.training:
                    continue
                if cell.grade_id == answer.known.graded_by:
                    visible = self._checked(cell, session)
                    result, transcript = tested(cell, self.spec, session)
                    lost = tuple(f"{item.name}: {item.message}" for item in result.properties if item.message)
                    parts = {}
                    if transcript is not None:
                        parts = (parts_of if answer.name == SOLUTION else failed_parts)(result, transcript)
                    return Verdict(answer, visible, lost, evidence_of(parts))
                if id(node) in replaced:
                    if id(node) == replaced[-1]:
                        session.run_cell(answer.source, answer.name)
                elif cell.role is not Role.GRADE:
                    session.run_cell(_solved(node), str(cell.grade_id))
        raise MasterError(self.spec.notebook, f"no cell has the grade_id {answer.known.graded_by}", "Restore it.")

    def key(self, answer: Answer, seed: str = "") -> str:
        """Hash all that a verdict depends on."""
        made = made_from(self.source, self.spec.files)
        parts = [made, code_digest().hex(), answer.known.graded_by, *answer.known.solution, answer.source, seed]
        return hashlib.sha256("\0".join([*parts, str(answer.name == SOLUTION)]).encode()).hexdigest()

    def _checked(self, cell: CellSpec, session: Session) -> bool | None:
        lines = [line for line in cell.source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        if not lines:
            return None
        return not any(output["output_type"] == "error" for output in session.run_cell(cell.source, str(cell.grade_id)))

    def _found(self, name: str) -> NotebookNode:
        for node, cell in self._cells:
            if node.cell_type == "code" and (cell.grade_id == name or name in cell.defines):
                return node
        raise MasterError(self.spec.notebook, f"no cell has the grade_id {name} or defines {name}", "Restore it.")


def judged(notebook: Notebook, wanted: Sequence[tuple[Answer, str]]) -> Iterator[Verdict]:
    """Yield the verdict on each answer, in order; those that are kept are not judged again.

    Parameters
    ----------
    notebook : Notebook
        The answers' own.
    wanted : sequence of (Answer, str)
        Each with code that runs before all other code, as one that sets the seeds of random numbers; or an empty text.
    """
    path = notebook.source.parents[2] / "answers" / notebook.source.parent.name / f"{notebook.source.stem}.json"
    before = _kept(path)
    keys = [notebook.key(answer, seed) for answer, seed in wanted]
    fresh = {key: pair for key, pair in zip(keys, wanted, strict=True) if key not in before}
    kept = {key: before[key] for key in keys if key in before}
    with ExitStack() as stack:
        tasks = {}
        if fresh:  # each process has a sandbox of its own
            number = min(len(fresh), os.cpu_count() or 1)
            pool = stack.enter_context(ProcessPoolExecutor(number, mp_context=get_context("spawn")))
            tasks = {key: pool.submit(_judge, notebook.source, *pair) for key, pair in fresh.items()}
        for (answer, _), key in zip(wanted, keys, strict=True):
            if key not in kept:
                kept[key] = tasks[key].result()
            yield Verdict.from_json(answer, kept[key])
    if fresh or len(kept) < len(before):
        write_text(json.dumps(kept), path)


def _kept(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # there is none yet, or it was damaged
        return {}
    return found if isinstance(found, dict) else {}


def _judge(source: Path, answer: Answer, seed: str) -> dict[str, Any]:
    return _notebook(source).judge(answer, _worker(), Limits(), seed=seed).to_json()


@cache
def _notebook(source: Path) -> Notebook:
    return Notebook(source)


@cache
def _worker() -> Worker:
    worker = Worker(Limits()).__enter__()
    atexit.register(worker.__exit__, None, None, None)
    return worker


def _solved(node: NotebookNode) -> str:
    text: str = without_hidden_tests(node.source)  # the marks of solutions are comments
    return text
