"""`grade`: from the bytes of a submission to its record."""

import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.grading import Record, grade
from autograder.grading.core import keep
from autograder.grading.submission import Submission
from autograder.repair import SubmittedFile
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec
from autograder.status import Status
from tests.exercise import MINI, points_by_cell, totals

Grade = Callable[[NotebookNode], Record]


def cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


def points(record: Record) -> dict[str, float]:
    return {grade_id: result.points for grade_id, result in record.results.items()}


def insert_before(notebook: NotebookNode, grade_id: str, source: str) -> None:
    notebook.cells.insert(notebook.cells.index(cell(notebook, grade_id)), new_code_cell(source))


def test_solution_gets_all_points(grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec) -> None:
    """Does the master's own solution get every point, bonus included?"""
    record = grade_notebook(solution)
    assert (record.status, record.points, record.bonus_points) == (Status.GRADED, *totals(spec)), record


def test_release_gets_nothing(grade_notebook: Grade, release: NotebookNode) -> None:
    """Does a notebook in which nothing was done get 0 for every cell?"""
    record = grade_notebook(release)
    assert record.status is Status.GRADED
    assert set(points(record).values()) == {0}


def test_one_mistake_leaves_other_cells_alone(
    grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec
) -> None:
    """Does a mistake in one answer cost nothing in cells that don't use it?"""
    square = cell(solution, "square")
    square.source = square.source.replace("x * x", "x + x")
    result = points(grade_notebook(solution))
    assert result == {"test_square": 0, "test_scaler": points_by_cell(spec)["test_scaler"], "test_arrays": 0}


def test_score_is_partial_credit_for_nbgrader(
    grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec
) -> None:
    """Does nbgrader read the points of a grade cell from its output?"""
    from nbgrader.utils import determine_grade

    scaler = cell(solution, "scaler")
    scaler.source = scaler.source.replace("return self.factor * x", "x *= self.factor\n        return x")
    record = grade_notebook(solution)
    due = points_by_cell(spec)["test_scaler"]
    assert 0 < record.results["test_scaler"].points < due
    assert determine_grade(cell(record.notebook, "test_scaler")) == (record.results["test_scaler"].points, due)


def test_outputs_are_kept(grade_notebook: Grade, solution: NotebookNode) -> None:
    """Are what a student's cell prints, shows and raises in the autograded notebook?"""
    insert_before(solution, "scaler", "print('hello')\n1 / 0")
    record = grade_notebook(solution)
    outputs = next(c for c in record.notebook.cells if c.source.startswith("print('hello')")).outputs
    assert [output.output_type for output in outputs] == ["stream", "error"]
    assert outputs[0].text == "hello\n"
    assert outputs[1].ename == "ZeroDivisionError"


def test_warnings_and_stderr_cost_nothing(grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec) -> None:
    """Does a cell that writes to stderr and warns keep its points?"""
    cell(
        solution, "square"
    ).source += "\nimport sys, warnings\nprint('careful', file=sys.stderr)\nwarnings.warn('careful')\n"
    assert points(grade_notebook(solution)) == points_by_cell(spec)


@pytest.mark.parametrize(
    ("killer", "status"),
    [
        ("while True:\n    pass", Status.TIMED_OUT),
        ("import os\nos._exit(0)", Status.CRASHED),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", Status.CRASHED),
    ],
)
def test_answers_around_a_deadly_cell_count(
    grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec, killer: str, status: Status
) -> None:
    """Do all answers keep their points when a cell between them hangs or kills the process?"""
    insert_before(solution, "scaler", killer)
    record = grade_notebook(solution)
    assert (record.status, record.points, record.bonus_points) == (status, *totals(spec)), record.reason


def test_deadly_method_costs_its_cell(grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec) -> None:
    """Does an answer that hangs only when it is called cost no more than what needs it?"""
    scaler = cell(solution, "scaler")
    scaler.source = scaler.source.replace("return self.factor * x", "while True: pass")
    record = grade_notebook(solution)
    assert record.status is Status.TIMED_OUT
    assert points(record) == points_by_cell(spec) | {"test_scaler": 0}


def test_training_is_not_executed(grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec) -> None:
    """Are the master's training cells left out, whatever tags the submission gives to its cells?"""
    for node in solution.cells:
        node.metadata.tags = []
    record = grade_notebook(solution)
    training = {cell.cell_id for cell in spec.cells if cell.training and cell.cell_type == "code"}
    assert training
    assert all(not node.outputs for node in record.notebook.cells if node.id in training)


def test_no_submission_is_missing(spec: AssignmentSpec, worker: Worker) -> None:
    """Does a student without a notebook get a record with 0 points for every cell?"""
    record = grade(Submission(()), spec, worker, worker.limits)
    assert record.status is Status.MISSING
    assert points(record) == dict.fromkeys(points_by_cell(spec), 0)


def test_notes_on_files_stand_in_the_record(spec: AssignmentSpec, worker: Worker) -> None:
    """Does the record say what could not be read of a submission?"""
    note = '"mini.ipynb" can\'t be read: it was replaced while it was read'
    assert note in grade(Submission((), (note,)), spec, worker, worker.limits).repairs


def test_files_of_a_submission_stay_its_own(
    grade_notebook: Grade, solution: NotebookNode, spec: AssignmentSpec
) -> None:
    """Does what a submission does to the exercise's files never reach the next one?"""
    spoilt = deepcopy(solution)
    insert_before(spoilt, "scaler", "open('factor.txt', 'w').write('3')")
    assert points(grade_notebook(spoilt))["test_scaler"] < points_by_cell(spec)["test_scaler"]
    assert points(grade_notebook(solution)) == points_by_cell(spec)


@pytest.mark.parametrize("name", ["factor.txt", "factor.txt/3"])
def test_own_files_do_not_count(solution: NotebookNode, spec: AssignmentSpec, worker: Worker, name: str) -> None:
    """Does the exercise's file lie there in grading, whatever was handed in under its name?"""
    handed_in = Submission.of_notebook(MINI.name, nbformat.writes(solution).encode())
    handed_in = replace(handed_in, files=(SubmittedFile(name, 0.0, b"3"), *handed_in.files))
    record = grade(handed_in, spec, worker, worker.limits)
    assert points(record) == points_by_cell(spec)


def test_own_module(solution: NotebookNode, spec: AssignmentSpec, worker: Worker) -> None:
    """Can a submission use what it was handed in with, also in the place of a file that the course lets it replace?"""
    insert_before(solution, "scaler", "import helper; print(helper.NAME, open('factor.txt').read())")
    content = nbformat.writes(solution).encode()
    files = [("helper.py", b"NAME = 'ada'"), ("factor.txt", b"3"), ("mini.ipynb", content)]
    handed_in = Submission(tuple(SubmittedFile(name, 0.0, content) for name, content in files))
    record = grade(handed_in, replace(spec, replaceable=frozenset({"factor.txt"})), worker, worker.limits)
    (cell,) = (cell for cell in record.notebook.cells if "import helper" in cell.source)
    assert cell.outputs[0].text == "ada 3\n"


def test_not_run(solution: NotebookNode, spec: AssignmentSpec) -> None:
    """Does a submission that is not run keep its outputs, as far as they are outputs, and get no points?"""
    number = next(i for i, cell in enumerate(solution.cells) if cell.cell_type == "code")
    told = {"output_type": "stream", "name": "stdout", "text": "9"}
    solution.cells[number].outputs = [told, {"output_type": "stream", "text": 9}]
    content = json.dumps(solution).encode()
    record = keep(Submission.of_notebook(MINI.name, content), spec)
    assert record.notebook.cells[number].outputs == [told]
    assert (record.results, record.status) == ({}, Status.GRADED)
    assert "was not run" in record.reason


def test_record_survives_json(grade_notebook: Grade, release: NotebookNode) -> None:
    """Does a record read back equal what was written?"""
    record = grade_notebook(release)
    data = record.to_json()
    assert Record.from_json(data, record.notebook).to_json() == data


def test_damaged_file_needs_a_look(spec: AssignmentSpec, worker: Worker, solution: NotebookNode) -> None:
    """Does the record of a file that was cut off ask for a look and say why, also when it is read back?"""
    text = nbformat.writes(solution)
    cut = text[: text.index('"test_arrays"')].encode()
    record = grade(
        Submission.of_notebook(spec.notebook, cut), spec, worker, Limits(cell_seconds=3, submission_seconds=30)
    )
    assert (record.status, record.needs_a_look, record.points) == (Status.REPAIRED, True, 4)
    assert "what else it held is lost" in record.reason
    assert Record.from_json(record.to_json(), record.notebook).needs_a_look
