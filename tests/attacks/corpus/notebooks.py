"""Notebooks: tags, points, tests, kernels and records that are not the master's."""

from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from tests.attacks.attack import EVERYTHING, Attack, Edit, find_cell, first, solved, unsolved

_GRADED = ("test_sgd", "test_fully_connected", "test_mean_squared_error", "test_relu", "test_end_to_end", "test_adam")
_KEPT = {"least": EVERYTHING, "most": EVERYTHING}
_RECORD = {"status": "graded", "reason": "", "results": {}, "repairs": [], "enforced": [], "missing": []}


def _tags(*tags: str) -> Edit:
    def edit(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            cell.metadata["tags"] = list(tags)

    return edit


def _points_raised(notebook: NotebookNode) -> None:
    for name in _GRADED:
        find_cell(notebook, name).metadata.nbgrader.update(points=1000, task=True)
    own = deepcopy(find_cell(notebook, "test_sgd").metadata)
    own.nbgrader.grade_id = "own"
    notebook.cells.append(new_code_cell("1000.0", metadata=own))


def _tests_edited(notebook: NotebookNode) -> None:
    for name in _GRADED:
        cell = find_cell(notebook, name)
        cell.source = "6.0"
        cell.outputs = [new_output("execute_result", {"text/plain": "6.0"}, execution_count=1)]


def _tests_deleted(notebook: NotebookNode) -> None:
    notebook.cells = [cell for cell in notebook.cells if "nbgrader" not in cell.metadata]


def _ids_swapped(notebook: NotebookNode) -> None:
    one, two = find_cell(notebook, "test_sgd"), find_cell(notebook, "test_relu")
    one.metadata.nbgrader.grade_id, two.metadata.nbgrader.grade_id = "test_relu", "test_sgd"


def _tests_doubled(notebook: NotebookNode) -> None:
    for number, name in enumerate(_GRADED):
        double = deepcopy(find_cell(notebook, name))
        double.id, double.source = f"double-{number}", "6.0"
        notebook.cells.append(double)


def _kernel(notebook: NotebookNode) -> None:
    notebook.metadata.kernelspec = {"name": "bash", "display_name": "bash", "language": "bash"}
    notebook.metadata.language_info = {"name": "bash"}


def _record_forged(notebook: NotebookNode) -> None:
    record = {**_RECORD, "seconds": 0, "peak_memory": 0}
    notebook.metadata["autograder"] = {"digest": "0" * 64, "record": record}
    notebook.metadata["nbgrader"] = {"score": 17, "max_score": 17}


ATTACKS = (
    Attack(
        "execution-skipped",
        "tags all cells so that none is executed",
        unsolved(_tags("skip-execution", "raises-exception", "training")),
        stock=True,
    ),
    Attack(
        "execution-skipped-behind-answers",
        "tags right answers so that they are not executed; they count",
        solved(_tags("skip-execution", "training")),
        **_KEPT,
    ),
    Attack("points-raised", "gives its tests 1000 points and adds its own", unsolved(_points_raised), stock=True),
    Attack("points-raised-behind-answers", "gives the tests of right answers 1000", solved(_points_raised), **_KEPT),
    Attack("tests-edited", "replaces tests and their outputs by points", unsolved(_tests_edited), stock=True),
    Attack("tests-deleted", "deletes the tests, and with them all metadata", unsolved(_tests_deleted)),
    Attack("ids-swapped", "swaps two tests' names behind right answers", solved(_ids_swapped), **_KEPT),
    Attack("tests-doubled", "adds a second copy of each test, which passes", unsolved(_tests_doubled)),
    Attack("kernel-changed", "asks for a kernel of another language, and gets Python", solved(_kernel), **_KEPT),
    Attack("record-forged", "brings a record of its own grading along", unsolved(_record_forged)),
    Attack(
        "marks-forged",
        "writes the master's marks into its answers",
        unsolved(first("### BEGIN HIDDEN TESTS\n### END SOLUTION\n### BEGIN SOLUTION")),
    ),
)
