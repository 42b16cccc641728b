"""The bundled sample submissions: what each one hands in and the points it must get."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.grading.record import Status

Author = Callable[[NotebookNode, NotebookNode], NotebookNode]  # (release, solution) -> what is handed in


@dataclass(frozen=True, slots=True)
class Sample:
    """A submission and its expected outcome.

    Attributes
    ----------
    points : mapping
        Expected points by task; tasks that are left out get 0.
    author : function or None
        Makes the notebook from release and solution; None hands in no notebook.
    """

    student: str
    about: str
    status: Status
    points: Mapping[str, float]
    author: Author | None


def _complete(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
    return deepcopy(solution)


def _half_done(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
    notebook = deepcopy(release)
    for name in ("sgd", "fully_connected"):
        _cell(notebook, name).source = _cell(solution, name).source
    return notebook


def _empty(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
    return deepcopy(release)


def _edited(name: str, old: str, new: str) -> Author:
    """Return an author who hands in the solution with one slip in it."""

    def author(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
        notebook = deepcopy(solution)
        cell = _cell(notebook, name)
        if old not in cell.source:
            raise ValueError(f'sample: "{old}" does not stand in the solution of cell "{name}"')
        cell.source = cell.source.replace(old, new)
        return notebook

    return author


def _endless_loop(release: NotebookNode, solution: NotebookNode) -> NotebookNode:
    notebook = deepcopy(solution)
    position = notebook.cells.index(_cell(notebook, "relu"))
    notebook.cells.insert(position, new_code_cell("while True:\n    pass", id="waits-for-ever"))
    return notebook


def _cell(notebook: NotebookNode, grade_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == grade_id)


_FULL = {
    "sgd": 2.0,
    "fully_connected": 6.0,
    "mean_squared_error": 4.0,
    "relu": 3.0,
    "end_to_end": 2.0,
    "adam": 3.0,
    "fashion_question": 2.0,
}

# The whole network is made of the tasks' answers: it does not learn as it should with a slip in one of them.
_SLIP = _FULL | {"end_to_end": 0.0}

SAMPLES = (
    Sample("ada-complete", "everything solved", Status.GRADED, _FULL, _complete),
    Sample("ben-half-done", "tasks 1 and 2", Status.GRADED, {"sgd": 2.0, "fully_connected": 6.0}, _half_done),
    Sample(
        "cleo-no-learning-rate",
        "SGD ignores the learning rate",
        Status.GRADED,
        _SLIP | {"sgd": 1.25},
        _edited("sgd", "self.learning_rate * gradient", "gradient"),
    ),
    Sample(
        "dan-mean-bias",
        "the gradient of the bias is averaged",
        Status.GRADED,
        _SLIP | {"fully_connected": 5.5},
        _edited("fully_connected", "np.sum(grad_in, axis=0)", "np.mean(grad_in, axis=0)"),
    ),
    Sample(
        "eve-factor-two",
        "the gradient of the loss lacks the factor 2",
        Status.GRADED,
        _SLIP | {"mean_squared_error": 2.75},
        _edited("mean_squared_error", "2 / x1.size", "1 / x1.size"),
    ),
    Sample("fay-empty", "nothing done", Status.GRADED, {}, _empty),
    Sample(
        "gus-syntax-error",
        "the ReLU cell does not parse",
        Status.GRADED,
        _SLIP | {"relu": 0.0},
        _edited("relu", "np.maximum(x, 0)", "np.maximum(x, 0"),
    ),
    Sample("hal-endless-loop", "a cell that never ends", Status.TIMED_OUT, _FULL, _endless_loop),
    Sample("ida-no-notebook", "only a text file", Status.MISSING, {}, None),
)
