"""Judging of known answers: each once, as long as nothing that its verdict depends on changes."""

import json
import zlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.course.instances import INSTANCES
from autograder.judging import SOLUTION, Answer, Notebook, judged, twice
from autograder.mistakes import KnownAnswers, known_answers
from autograder.sandbox import Worker
from autograder.spec import AssignmentSpec
from tests.exercise import MINI


@pytest.fixture
def square() -> KnownAnswers:
    return next(task for task in known_answers(MINI) if task.task == "square")


def test_kept_verdicts(spec: AssignmentSpec, square: KnownAnswers, tmp_path: Path) -> None:
    """Is an answer judged again only where something changed, and is what nobody asks for forgotten?"""
    notebook, path = Notebook(spec), tmp_path / "kept.json"
    wanted = [(answer, "") for answer in notebook.answers(square)]
    names = [answer.name for answer, _ in wanted]
    assert names == [SOLUTION, "by a power", "by a sum", "doubles", "loses the sign"]
    first = list(judged(notebook, wanted, path))
    assert [bool(verdict.lost) for verdict in first] == [False, False, False, True, True]

    # what is kept is what is told, however wrong it is
    kept = json.loads(path.read_text())
    path.write_text(json.dumps({key: {**verdict, "lost": ["kept"]} for key, verdict in kept.items()}))
    changed = replace(wanted[3][0], source="def square(x):\n    return 3 * x\n")
    again = list(judged(notebook, [*wanted[:3], (changed, "")], path))
    assert [verdict.lost for verdict in again[:3]] == [("kept",)] * 3
    assert again[3].lost not in (("kept",), ())
    assert len(json.loads(path.read_text())) == 4


def test_key(spec: AssignmentSpec, square: KnownAnswers) -> None:
    """Does a verdict depend on answer, notebook and seed, and not on texts or catalogues?"""
    notebook = Notebook(spec)
    answer = notebook.answers(square)[3]
    key = notebook.key(answer, "")
    told = Answer(square, "another name", answer.source, replace(square.mistakes[0], diagnosis="x", hint="y"))
    assert notebook.key(told, "") == key
    assert Notebook(replace(spec, known={"test_square": b"known"})).key(answer, "") == key
    assert notebook.key(answer, "seed") != key
    assert notebook.key(replace(answer, source="other"), "") != key
    cells = (replace(spec.cells[0], source="# other"), *spec.cells[1:])
    assert Notebook(replace(spec, cells=cells)).key(answer, "") != key


def test_depends_on_inputs(spec: AssignmentSpec, worker: Worker) -> None:
    """Is told of an answer that is right for some inputs alone which instances of them it fails, and of others none?"""
    scaler = next(task for task in known_answers(MINI) if task.task == "scaler")
    notebook = Notebook(spec)
    right = notebook.answers(scaler)[0]
    inputs = np.random.default_rng(zlib.crc32(b"scales")).normal(size=(3, 2)).tolist()
    edit = "if x.shape == (3, 2) and not np.array_equal(x, {}):\n            x = -x\n        return self.factor * x"
    source = right.source.replace("return self.factor * x", edit.format(inputs))
    assert source != right.source
    knows = replace(right, name="knows the inputs", source=source)
    found = [notebook.judge(answer, worker) for answer in (right, knows)]
    assert [(verdict.lost, len(verdict.elsewhere)) for verdict in found] == [((), 0), ((), INSTANCES)]


def test_twice(spec: AssignmentSpec, square: KnownAnswers) -> None:
    """Is each answer to be judged twice, the second time with other random numbers?"""
    answers = Notebook(spec).answers(square)
    wanted = twice(answers)
    assert [answer for answer, _ in wanted] == answers * 2
    assert len({seed for _, seed in wanted}) == 2
