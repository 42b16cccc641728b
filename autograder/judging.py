"""Judges known answers as submissions are graded: in the sandbox, on all cores, each once.

What was judged is kept by the digest of all that it depends on: who edits one mistake waits for that one alone.
"""

import atexit
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Self

from autograder.build.layout import write_text
from autograder.course.digest import digests
from autograder.course.instances import INSTANCES
from autograder.course.kept import read_kept
from autograder.diagnosis.diagnose import evidence_of, failed_parts, parts_of
from autograder.diagnosis.evidence import Evidence
from autograder.errors import MasterError
from autograder.grading.cell import tested
from autograder.grading.result import CellResult
from autograder.grading.session import Session
from autograder.grading.submission import Submission
from autograder.mistakes import KnownAnswers, Mistake, edited
from autograder.sandbox import THIS_PYTHON, Interpreter, Limits, Worker
from autograder.spec import AssignmentSpec, CellSpec, Role

SOLUTION = "the master's solution"
# A process that judges starts in two seconds.
_MANY = 12
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
    later : mapping
        The same after the tests ran with another instance of their inputs, as when a submission's mistake is named.
    elsewhere : tuple of str
        Instances of the inputs with which it fails other properties, each with these.
    """

    answer: Answer
    visible: bool | None
    lost: tuple[str, ...]
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    later: Mapping[str, Evidence] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return all but the answer as JSON types."""
        evidence, later = (
            {name: item.to_json() for name, item in found.items()} for found in (self.evidence, self.later)
        )
        told = {"visible": self.visible, "lost": list(self.lost), "elsewhere": list(self.elsewhere)}
        return {**told, "evidence": evidence, "later": later}

    @classmethod
    def from_json(cls, answer: Answer, data: Mapping[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        evidence, later = (
            {name: Evidence.from_json(item) for name, item in data[key].items()} for key in ("evidence", "later")
        )
        return cls(answer, data["visible"], tuple(data["lost"]), evidence, later, tuple(data["elsewhere"]))


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook whose solution can be replaced task by task.

    Attributes
    ----------
    spec : AssignmentSpec
        With contracts.
    limits : Limits
        Those of a submission.
    interpreter : Interpreter
        The Python that runs the answers.
    """

    spec: AssignmentSpec
    limits: Limits = field(default_factory=Limits)
    interpreter: Interpreter = THIS_PYTHON

    def grades(self, known: KnownAnswers) -> bool:
        """Tell whether it has the cell that grades a task."""
        return any(cell.grade_id == known.graded_by for cell in self.spec.cells)

    def answers(self, known: KnownAnswers) -> list[Answer]:
        """Return the solution, the unusual right answers and all known mistakes of a task."""
        solution = "\n\n".join(_solved(self._found(name)) for name in known.solution)
        where = f"mistakes/{known.task}.py"
        return [
            Answer(known, SOLUTION, solution),
            *(Answer(known, name, text) for name, text in known.right.items()),
            *(Answer(known, item.name, edited(solution, item, where), item) for item in known.mistakes),
        ]

    def judge(self, answer: Answer, worker: Worker, seed: str = "") -> Verdict:
        """Run an answer with the cells before it, its visible check and its cell's tests; and `seed` before all.

        The tests run with each instance of their inputs; where there is a seed, with one other, and then again with
        instance 0.
        """
        replaced = [self._found(name).cell_id for name in answer.known.solution]
        with Session(worker, self.limits, files=self.spec.files, modules=self.spec.modules) as session:
            if seed:
                session.run_cell(seed, "the seed")
            for cell in self.spec.cells:
                if cell.cell_type != "code" or cell.training:
                    continue
                if cell.grade_id == answer.known.graded_by:
                    return self._judged(answer, cell, session, again=bool(seed))
                if cell.cell_id in replaced:
                    if cell.cell_id == replaced[-1]:
                        session.run_cell(answer.source, answer.name)
                elif cell.role is not Role.GRADE:
                    session.run_cell(_solved(cell), str(cell.grade_id))
        raise MasterError(self.spec.notebook, f"no cell has the grade_id {answer.known.graded_by}", "Restore it.")

    def key(self, answer: Answer, seed: str) -> str:
        """Hash all that a verdict depends on."""
        made = digests([replace(self.spec, known={})], self.limits, interpreter=self.interpreter)(Submission(()))
        own = [answer.known.graded_by, *answer.known.solution, answer.source, seed, str(answer.name == SOLUTION)]
        return hashlib.sha256("\0".join([made, *own]).encode()).hexdigest()

    def _judged(self, answer: Answer, cell: CellSpec, session: Session, *, again: bool) -> Verdict:
        visible = None
        if any(line.strip() and not line.lstrip().startswith("#") for line in cell.source.splitlines()):
            outputs = session.run_cell(cell.source, str(cell.grade_id))
            visible = not any(output["output_type"] == "error" for output in outputs)
        varies = not cell.beside and self.spec.contracts[str(cell.grade_id)].varies
        result, transcript = tested(cell, self.spec, session, 0)
        lost = tuple(f"{item.name}: {item.message}" for item in result.properties if item.message)
        if transcript is None:  # tested beside the answer, which is not listened to
            return Verdict(answer, visible, lost)
        found = evidence_of((parts_of if answer.name == SOLUTION else failed_parts)(result, transcript))
        if not varies:
            return Verdict(answer, visible, lost, found, found)
        if not again:
            return Verdict(answer, visible, lost, found, {}, tuple(self._elsewhere(answer, cell, session, result)))
        session.run_cell(answer.source, answer.name)
        tested(cell, self.spec, session, INSTANCES)
        result, transcript = tested(cell, self.spec, session, 0)
        assert transcript is not None, "as the first time"
        return Verdict(answer, visible, lost, found, evidence_of(failed_parts(result, transcript)))

    def _elsewhere(self, answer: Answer, cell: CellSpec, session: Session, known: CellResult) -> Iterator[str]:
        """Name the instances of the inputs with which an answer fails other properties than with instance 0."""
        for instance in range(1, INSTANCES + 1):
            if session.incidents:
                return  # it takes its time with each
            session.run_cell(answer.source, answer.name)  # it may remember what it was asked
            result, _ = tested(cell, self.spec, session, instance)
            failed = [[item.name for item in one.properties if item.message] for one in (known, result)]
            if failed[0] != failed[1]:
                yield f"instance {instance}: {', '.join(failed[1]) or 'none'}"

    def _found(self, name: str) -> CellSpec:
        for cell in self.spec.cells:
            if cell.cell_type == "code" and (cell.grade_id == name or name in cell.defines):
                return cell
        raise MasterError(self.spec.notebook, f"no cell has the grade_id {name} or defines {name}", "Restore it.")


def judged(notebook: Notebook, wanted: Sequence[tuple[Answer, str]], path: Path) -> Iterator[Verdict]:
    """Yield the verdict on each answer, in order; those that are kept are not judged again.

    Parameters
    ----------
    notebook : Notebook
        The answers' own.
    wanted : sequence of (Answer, str)
        Each with code that runs before all other code, as one that sets the seeds of random numbers; or an empty text.
    path : Path
        The file in which verdicts are kept.
    """
    before = read_kept(path)
    keys = [notebook.key(answer, seed) for answer, seed in wanted]
    fresh = {key: pair for key, pair in zip(keys, wanted, strict=True) if key not in before}
    kept = {key: before[key] for key in keys if key in before}
    found = _here(notebook, fresh.values()) if len(fresh) < _MANY else _side_by_side(notebook, fresh.values())
    for (answer, _), key in zip(wanted, keys, strict=True):
        if key not in kept:
            kept[key] = next(found)
        yield Verdict.from_json(answer, kept[key])
    if fresh or len(kept) < len(before):
        write_text(json.dumps(kept), path)


def twice(answers: Iterable[Answer]) -> list[tuple[Answer, str]]:
    """Return what to judge of answers: each twice, the second time with other random numbers."""
    found = list(answers)
    return [(answer, seed) for seed in ("", OTHER_SEED) for answer in found]


def _here(notebook: Notebook, wanted: Iterable[tuple[Answer, str]]) -> Iterator[dict[str, Any]]:
    with Worker(notebook.limits, interpreter=notebook.interpreter) as worker:
        for answer, seed in wanted:
            yield notebook.judge(answer, worker, seed).to_json()


def _side_by_side(notebook: Notebook, wanted: Iterable[tuple[Answer, str]]) -> Iterator[dict[str, Any]]:
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, get_context("spawn"), initializer=_start, initargs=(notebook,)) as pool:
        yield from pool.map(_judge, *zip(*wanted, strict=True))


# Of a process of the pool: its notebook, and a sandbox of its own.
_own: dict[str, Any] = {}


def _start(notebook: Notebook) -> None:
    worker = Worker(notebook.limits, interpreter=notebook.interpreter).__enter__()
    atexit.register(worker.__exit__, None, None, None)
    _own.update(notebook=notebook, worker=worker)


def _judge(answer: Answer, seed: str) -> dict[str, Any]:
    found: Verdict = _own["notebook"].judge(answer, _own["worker"], seed)
    return found.to_json()


def _solved(cell: CellSpec) -> str:
    return f"{cell.solution or cell.source}\n"
