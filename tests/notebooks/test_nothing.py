"""Answers without any work: do zeros, a constant, the input itself or an object that lies earn no points at all?

The corpus of attacks tries these, and more, on the real exercise (tests/attacks/corpus). Here they are made for every
other one, from its solution: each function of an answer returns the same nothing.
"""

import ast
import shutil
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from autograder.build import build_source
from autograder.build.layout import exercises
from autograder.course.contracts import read_contracts, read_spec
from autograder.judging import Answer, Notebook
from autograder.mistakes import KnownAnswers, known_answers
from autograder.sandbox import Limits, Worker
from tests.exercise import EXERCISE, ROOT

# one process makes what they share
pytestmark = pytest.mark.xdist_group("nothing")

OTHERS = [exercise for exercise in exercises(ROOT) if exercise.name != EXERCISE]
TASKS = [(exercise, known) for exercise in OTHERS for known in known_answers(exercise.folder)]

# What `nothing` gives for the arguments of a function; an array that is to be filled in place is.
HEAD = """
import numpy as np

def arrays_in(values):
    return next((value for value in values if isinstance(value, (tuple, list, np.ndarray))), None)

def filled(value, number):
    if isinstance(value, (tuple, list)):
        return type(value)(np.full(np.shape(entry), number, np.float32) for entry in value)
    if isinstance(value, np.ndarray):
        value[...] = number
        return value
    return np.float32(number)

class Liar:
    def agree(self, *others, **options):
        return True
    def itself(self, *others, **options):
        return self
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __bool__ = agree
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = itself
    __abs__ = __neg__ = __call__ = __getitem__ = __getattr__ = itself
    __hash__ = None
    def __len__(self):
        return 1
    def __iter__(self):
        return iter([self])
    def __float__(self):
        return 0.0
    def __array__(self, *arguments, **options):
        return np.zeros(1, np.float32)

class Chameleon(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __sub__(self, other):
        return np.zeros(self.shape, np.float32)
    __rsub__ = __sub__
"""
KINDS = {
    "zeros": "return filled(arrays_in(values), 0)",
    "ones": "return filled(arrays_in(values), 1)",
    "not a number": "return filled(arrays_in(values), np.nan)",
    "the input itself": "return arrays_in(values) or values[0] if type(arrays_in(values)) is not np.ndarray else None",
    "a liar": "return Liar()",
    "liars": "return tuple(Liar() for _ in range(2))",
    "chameleons": "return tuple(np.zeros(np.shape(v), np.float32).view(Chameleon) for v in arrays_in(values) or ())",
}


class Built(NamedTuple):
    """A built exercise and what grades its answers."""

    notebooks: list[Notebook]
    worker: Worker


@pytest.fixture(scope="module", params=OTHERS, ids=lambda exercise: exercise.name)
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """Each exercise, built in a folder of its own."""
    course = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    shutil.copytree(request.param.folder, course / "notebooks" / request.param.name)
    notebooks = [Notebook(read_contracts(path, read_spec(path))) for path in build_source(course)]
    with Worker(Limits()) as worker:
        yield Built(notebooks, worker)


def lazy(source: str, kind: str) -> str:
    """Return an answer whose functions, but for what makes an object, return nothing of their own."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name != "__init__":
            names = [argument.arg for argument in node.args.args if argument.arg != "self"]
            node.body = ast.parse(f"return nothing({', '.join(names)})").body
    return f"{HEAD}\ndef nothing(*values):\n    {KINDS[kind]}\n\n{ast.unparse(tree)}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("known", [known for _, known in TASKS], ids=lambda known: known.task)
def test_nothing_earns_nothing(built: Built, known: KnownAnswers, kind: str) -> None:
    """Does no property of a task hold for an answer in which nothing is done?"""
    for notebook in built.notebooks:
        for cell in notebook.spec.cells:
            if cell.grade_id == known.graded_by:
                solution = notebook.answers(known)[0]
                verdict = notebook.judge(Answer(known, kind, lazy(solution.source, kind)), built.worker)
                assert len(verdict.lost) == len(notebook.spec.properties(cell)) > 0
                # the answer was there to be asked
                assert not any("is not defined" in reason for reason in verdict.lost), verdict.lost
                return
    pytest.fail(f"no notebook grades {known.task}")
