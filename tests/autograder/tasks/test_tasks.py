"""All tasks: right answers get all points, each slip costs one property."""

import ast
import builtins

import numpy as np
import pytest

from autograder.sandbox.results import ProbeFailure
from autograder.tasks import TASKS
from autograder.tasks.answers import answers
from autograder.tasks.scoring import hidden_cases, score

POINTS = {
    "sgd": 2,
    "fully_connected": 6,
    "mean_squared_error": 4,
    "relu": 3,
    "end_to_end": 2,
    "adam": 3,
    "fashion_question": 2,
}
PROPERTIES = [(task, item) for task in TASKS.values() for item in task.properties]
every_task = pytest.mark.parametrize("task", TASKS.values(), ids=TASKS)
every_property = pytest.mark.parametrize(
    ("task", "item"), PROPERTIES, ids=[f"{task.name}-{item.name}".replace(" ", "_") for task, item in PROPERTIES]
)


def test_points():
    """Do the tasks' properties add up to the points that the notebook promises?"""
    assert {name: task.points for name, task in TASKS.items()} == POINTS
    assert {name for name, task in TASKS.items() if task.bonus} == {"adam", "fashion_question"}


@every_task
def test_right_answers(task, master, prober):
    """Do the references, written apart from the master's solution, agree with it and with unusual right answers?"""
    right = [answer for answer in answers(task, master) if answer.right]
    for answer in right:
        result = score(task, prober(task.name, answer.source))
        assert result.points == result.max_points, (answer.name, result)
    if task.name in ("sgd", "fully_connected", "mean_squared_error", "relu", "adam"):
        assert len(right) >= 11  # the master's and ten unusual ones


@every_task
def test_other_hidden_inputs(task, master, prober):
    """Does the right answer also pass with inputs from another seed, and are those others?"""
    solution = prober(task.name, master.source(*task.solution_cells))
    result = score(task, solution, seed=1)
    assert result.points == result.max_points, result


@every_task
def test_one_slip_costs_one_property(task, master, prober):
    """Does every mistake cost as many properties as it says: one, if nothing is said?"""
    for mistake in task.mistakes:
        result = score(task, prober(task.name, master.mutated(task, mistake)))
        lost = [item.name for item in result.properties if item.points < item.max_points]
        assert len(lost) == mistake.costs, (mistake.name, lost)
        assert all(bool(item.message) == (item.points == 0) for item in result.properties), mistake.name


@every_task
def test_nothing_done(task, prober):
    """Does a notebook without an answer get nothing?"""
    result = score(task, prober(task.name, ""))
    assert result.points == 0


@every_property
def test_probe_travels_alone(task, item):
    """Is a probe's source complete: are all names that it uses defined in it, given (np) or Python's own?"""
    tree = ast.parse(item.source)
    loaded = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    imported = {name.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for name in node.names}
    caught = {node.name for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)}
    # annotations of local variables are never evaluated
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            loaded -= {part.id for part in ast.walk(node.annotation) if isinstance(part, ast.Name)}
    assert not loaded - stored - defined - arguments - imported - caught - set(dir(builtins)) - {"np"}
    assert item.entry in defined


@every_property
def test_cases_are_seeded(task, item):
    """Are the hidden inputs the same for the same seed?"""
    for one, other in zip(hidden_cases(task, item), hidden_cases(task, item), strict=True):
        assert one.keys() == other.keys()
        assert all(np.array_equal(one[name], other[name]) for name in one)


class Forger:
    """Answers every probe with one array, under all names that its source holds."""

    def __init__(self, array):
        self._array = array

    def probe(self, requests):
        return [self._answers(request) for request in requests]

    def _answers(self, request):
        names = {node.value for node in ast.walk(ast.parse(request.source)) if isinstance(node, ast.Constant)}
        parts = [name for name in names if isinstance(name, str)]
        parts += [
            part + end for part in parts for end in ("0", "1", "2", "_0", "_1", "x_1", "x_2", "labels", "targets")
        ]
        return [dict.fromkeys(parts, self._array) for _ in request.cases]


GARBAGE = [
    np.array(np.nan),
    np.array(True),
    np.array(3, np.uint8),
    np.zeros(0),
    np.zeros((3, 0, 2)),
    np.full((4, 3), np.inf),
    np.zeros((3, 3, 3), np.float16),
    np.full((2, 2), np.finfo(np.float64).max),
    np.full((5, 3), -1e30, ">f4"),
    np.zeros((1,) * 32, np.int64),
    np.full((600, 500), 1, np.float32),
    np.array(["a", "b"]),
    np.array([1 + 2j]),
]


@every_task
@pytest.mark.parametrize("array", GARBAGE, ids=lambda array: f"{array.dtype}{list(array.shape)[:3]}")
def test_forged_arrays(task, array):
    """Do arrays that no right answer gives earn nothing, whatever they are, and never an error in the grader?"""
    assert score(task, Forger(array)).points == 0


@every_task
def test_failures(task):
    """Does a probe that fails everywhere earn nothing, with a message that says why?"""

    class Failing:
        def probe(self, requests):
            failure = ProbeFailure("ValueError: \x1b[31mno\n" + "x" * 10_000)
            return [[failure for _ in request.cases] for request in requests]

    result = score(task, Failing())
    assert result.points == 0
    assert all("ValueError" in item.message and len(item.message) <= 300 for item in result.properties)
    assert all(item.message.isprintable() for item in result.properties)


@every_task
def test_missing_answers(task):
    """Does a process that answers fewer cases than were sent earn nothing?"""

    class Silent:
        def probe(self, requests):
            return [[] for _ in requests]

    assert score(task, Silent()).points == 0
