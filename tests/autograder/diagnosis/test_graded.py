"""Diagnoses in the records of graded submissions: of the mini exercise, whose known mistakes were judged before."""

import io
import json
import shutil
import zlib
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat import NotebookNode
from rich.console import Console

from autograder.build.layout import exercises
from autograder.course.contracts import read_contracts, read_spec
from autograder.course.known import read_known
from autograder.grading import Record, grade
from autograder.grading.core import summary
from autograder.grading.result import CellResult, Diagnosis
from autograder.grading.submission import Submission
from autograder.mutants import prove
from autograder.sandbox import Worker
from autograder.spec import AssignmentSpec
from autograder.status import Status
from tests.autograder.conftest import LIMITS
from tests.exercise import MINI
from tests.once import once

Graded = Callable[..., dict[str, CellResult]]


@pytest.fixture(scope="session")
def known_spec(built_source: Path, tmp_path_factory: pytest.TempPathFactory) -> AssignmentSpec:
    """The spec with catalogues."""

    def make(course: Path) -> None:
        shutil.copytree(built_source.parents[3], course, dirs_exist_ok=True)
        (mini,) = exercises(course)
        assert prove(mini, course, Console(file=io.StringIO())) == []

    course = once(tmp_path_factory, "known", make)
    (mini,) = exercises(course)
    source = course / built_source.relative_to(built_source.parents[3])
    return replace(read_contracts(source, read_spec(source)), known=read_known(source, mini.folder))


@pytest.fixture
def graded(solution: NotebookNode, known_spec: AssignmentSpec, worker: Worker) -> Graded:
    """Return a function that grades the solution with other text in some answers."""

    def run(spec: AssignmentSpec = known_spec, instance: int = 0, **answers: str) -> dict[str, CellResult]:
        notebook = deepcopy(solution)
        for cell in notebook.cells:
            grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
            cell.source = answers.get(grade_id, cell.source)
        submission = Submission.of_notebook(MINI.name, nbformat.writes(notebook).encode())
        submission = replace(submission, instance=instance)
        return dict(grade(submission, spec, worker, LIMITS).results)

    return run


def told(result: CellResult) -> list[tuple[str, str]]:
    return [(item.name, item.text) for item in result.diagnoses]


def test_named(graded: Graded) -> None:
    """Is a mistake named that a student made in other words, in record and summary?"""
    result = graded(square="def square(number):\n    return sum([number, number])")["test_square"]
    (item,) = result.properties
    assert item.diagnosis is not None
    assert (item.diagnosis.name, item.diagnosis.text) == ("doubles", "You add the number to itself.")
    assert item.diagnosis.hint.startswith("Take a square of paper")
    assert summary(result).endswith("\n  → You add the number to itself.")


def test_name_without_texts(graded: Graded) -> None:
    """Is a mistake without texts named for instructors, with what relates it to the right answer?"""
    source = "class Scaler:\n    def scale(self, x):\n        return 2.5 + x"
    result = graded(scaler=source)["test_scaler"]
    assert {item.name for item in result.diagnoses} == {"adds"}


def test_unknown(graded: Graded) -> None:
    """Does an unknown mistake get no name, but what relates it to the right answer?"""
    source = "class Scaler:\n    def scale(self, x):\n        return -2.5 * x"
    assert told(graded(scaler=source)["test_scaler"]) == [("", "Look at the scaled array: it has the opposite sign.")]


def test_other_inputs(graded: Graded) -> None:
    """Is a mistake named, and in one group with the same of others, with any instance of the inputs?"""
    source = "class Scaler:\n    def scale(self, x):\n        return 2.5 + x"
    found = [graded(instance=instance, scaler=source)["test_scaler"] for instance in (0, 1, 2)]
    assert [{item.name for item in result.diagnoses} for result in found] == [{"adds"}] * 3
    assert len({tuple(item.transcript for item in result.properties) for result in found}) == 1


def test_failed_with_own_inputs_alone(graded: Graded) -> None:
    """Is what fails with a student's own inputs alone told by these, without a name?"""
    inputs = np.random.default_rng(zlib.crc32(b"scales")).normal(size=(3, 2))
    known = f"np.array_equal(x, {inputs.tolist()})"
    source = f"class Scaler:\n    def scale(self, x):\n        return 2.5 * x if {known} or x.ndim == 1 else 5 * x"
    passed, failed = (graded(instance=instance, scaler=source)["test_scaler"] for instance in (0, 1))
    assert (passed.points, failed.points) == (3, 0)
    assert told(failed) == [("", "Look at the scaled array: it is twice what it should be.")]


def test_ends_while_it_is_named(solution: NotebookNode, known_spec: AssignmentSpec, worker: Worker) -> None:
    """Is what an answer does while its mistake is looked for no incident, and is the rest graded as usual?"""
    source = (
        "import os\n\n\nclass Scaler:\n    calls = 0\n\n    def scale(self, x):\n        Scaler.calls += x.ndim == 2\n"
        "        return os._exit(3) if Scaler.calls > 1 else 5 * x"
    )
    for cell in solution.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "scaler":
            cell.source = source
    submission = Submission.of_notebook(MINI.name, nbformat.writes(solution).encode())
    record = grade(replace(submission, instance=1), known_spec, worker, LIMITS)
    assert {name: result.points for name, result in record.results.items()} == {
        "test_square": 1,
        "test_scaler": 0,
        "test_arrays": 2,
    }
    assert record.status is Status.GRADED
    assert told(record.results["test_scaler"]) == [("", "Look at the scaled array: it is twice what it should be.")]


def test_right_answers(graded: Graded, known_spec: AssignmentSpec) -> None:
    """Do right answers get no diagnosis, and is the catalogue not even read for them?"""
    broken = replace(known_spec, known=dict.fromkeys(known_spec.known, b"no catalogue"))
    for answer in ("def square(x):\n    return x**2", "def square(x):\n    return x * x"):
        results = graded(broken, square=answer)
        assert all(item.diagnosis is None and not item.transcript for r in results.values() for item in r.properties)


def test_no_catalogue(graded: Graded, spec: AssignmentSpec) -> None:
    """Does grading without a catalogue tell relations alone?"""
    source = "class Scaler:\n    def scale(self, x):\n        return 5 * x"
    assert told(graded(spec, scaler=source)["test_scaler"]) == [
        ("", "Look at the scaled array: it is twice what it should be.")
    ]
    assert told(graded(spec, square="def square(x):\n    return x + x")["test_square"]) == []


def test_same_group(graded: Graded) -> None:
    """Have equal wrong answers in other words one transcript, and others another one?"""
    found = [
        graded(scaler=f"class Scaler:\n    def scale(self, x):\n        {body}")["test_scaler"].properties[0].transcript
        for body in ("return -2.5 * x", "return -(x * 2.5)", "return -2.4 * x")
    ]
    assert found[0] == found[1]
    assert not set(found[0].split("-")) & set(found[2].split("-"))


def test_nothing_hidden(graded: Graded) -> None:
    """Do diagnoses of many wrong answers hold no number, and no line of a hidden test?"""
    bodies = ["x", "-x", "0 * x", "x / 0", "x[:1]", "x.T", "None", "'text'", "x + 1j", "2.5", "[x]", "x > 0", "x**2"]
    tests = (MINI / "tests" / "scaler.py").read_text()
    for body in bodies:
        result = graded(scaler=f"class Scaler:\n    def scale(self, x):\n        return {body}")["test_scaler"]
        for diagnosis in result.diagnoses:
            assert not any(char.isdigit() for char in diagnosis.text.replace("is 0 everywhere", ""))
            assert not any(line.strip() and line.strip() in diagnosis.text for line in tests.splitlines())


def test_json(graded: Graded) -> None:
    """Is a diagnosis in the record that is filed, and is one of an older version read without?"""
    results = graded(square="def square(x):\n    return x + x")
    record = Record("graded", "", results, (), (), (), 0.0, 0, NotebookNode())  # type: ignore[arg-type]
    data = json.loads(json.dumps(record.to_json()))
    assert Record.from_json(data, NotebookNode()).results == results
    for result in data["results"].values():
        result["properties"] = [fields[:5] for fields in result["properties"]]
    old = Record.from_json(data, NotebookNode()).results["test_square"].properties[0]
    assert (old.diagnosis, old.transcript) == (None, "")


def test_said_once(graded: Graded) -> None:
    """Is a name that explains several properties listed once, with all of them?"""
    result = graded(scaler="class Scaler:\n    def scale(self, x):\n        x += 2.5\n        return x")["test_scaler"]
    assert len(result.diagnoses) == len({*map(str, result.diagnoses)})
    diagnosis = Diagnosis("adds", "You add.")
    both = replace(result, properties=tuple(replace(item, diagnosis=diagnosis) for item in result.properties))
    assert both.diagnoses == {diagnosis: tuple(item.name for item in both.properties)}
    assert summary(both).count("You add.") == 1
