"""Cells that the grader has compiled do what they do where IPython compiles them."""

from importlib.util import MAGIC_NUMBER

import pytest

from autograder.sandbox import Student, Worker
from autograder.sandbox.ready_code import ready_code

CELLS = (
    "x = 3\nx + 1",
    "x = 4\nx;",
    '"a text"\n__doc__',
    "def f(y):\n    return [1 / y for y in (y,)]\nf(2), f.__code__.co_filename.startswith('<ipython-input-')",
    "import inspect\nprint(inspect.getsource(f))",
    "print(In[-1])\n_",
    "x = 5\nf(0)\nx = 6",
    "x\nclass A:\n    def __repr__(self): return 'an A'\nA()",
    "print(x, end='')\nA()",
)
TWICE = """import ast
class Twice(ast.NodeTransformer):
    def visit_Constant(self, node):
        return ast.Constant(2 * node.value)
get_ipython().ast_transformers.append(Twice())"""


def test_same_outputs(worker: Worker) -> None:
    """Are values, prints, errors with their lines and sources those of cells that IPython compiles?"""
    assert all(map(ready_code, CELLS))
    with worker.student() as one, worker.student() as other:
        for cell in CELLS:
            assert one.run_cell(cell, ready=ready_code(cell)).outputs == other.run_cell(cell).outputs, cell


def test_code_is_used(student: Student) -> None:
    """Does the code that comes with a cell run, and not its text once more?"""
    run = student.run_cell("x = 1\nx", ready=ready_code("x = 2\nx"))
    assert run.outputs[0]["data"] == {"text/plain": "2"}


def test_next_cell_is_compiled(student: Student) -> None:
    """Is the code that came with a cell forgotten when the next one brings none?"""
    student.run_cell("x = 1\nx", ready=ready_code("x = 2\nx"))
    assert student.run_cell("x = 1\nx").outputs[0]["data"] == {"text/plain": "1"}


@pytest.mark.parametrize(
    ("before", "shown"),
    [
        (TWICE, ["6"]),
        ("get_ipython().ast_node_interactivity = 'all'", ["3", "3"]),
        ("from __future__ import annotations", ["3"]),
        ("get_ipython().input_transformers_post.append(lambda lines: ['x = 4\\n', 'x\\n'])", ["4"]),
    ],
)
def test_changed_shell(student: Student, before: str, shown: list[str]) -> None:
    """Is a cell compiled anew where an earlier one changed how cells are read?"""
    assert student.run_cell(before).outputs == []
    cell = "x = 3\nx\nx"
    outputs = student.run_cell(cell, ready=ready_code(cell)).outputs
    assert [output["data"]["text/plain"] for output in outputs] == shown


@pytest.mark.parametrize(
    "cell",
    [
        "%time x\ny",
        "x = 1\nx +",
        "from __future__ import annotations\nx = 1",
        "x = 1\nawait f()",
        "x = 1\ny = '\\d'",
        "# nothing\n# at all",
    ],
)
def test_not_compiled(cell: str) -> None:
    """Is what IPython translates, warns of or refuses left to it?"""
    assert ready_code(cell) == b""


def test_other_version(student: Student) -> None:
    """Is code of another version of Python left alone?"""
    ready = b"\0" * len(MAGIC_NUMBER) + ready_code("x = 2\nx")[len(MAGIC_NUMBER) :]
    assert student.run_cell("x = 1\nx", ready=ready).outputs[0]["data"] == {"text/plain": "1"}
