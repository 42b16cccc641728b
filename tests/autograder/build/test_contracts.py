"""Questions about contracts: what does the build refuse before anybody is graded by it, and how does it say so?"""

import builtins
import json
from collections.abc import Callable

import nbformat
import pytest

from autograder.build.contracts import record_contracts, replaced_names
from autograder.course.contracts import contracts_text
from autograder.errors import MasterError
from autograder.grading import grade
from autograder.grading.canary import solution as solved
from autograder.master.reader import read_master
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec

LIMITS = Limits(cell_seconds=3, submission_seconds=30)
SQUARE = "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION"
SOLUTION = (
    '# %% nbgrader={"grade": false, "grade_id": "answer", "locked": false, "schema_version": 3, "solution": true, '
    '"task": false}'
)
TEST = (
    '# %% TAGS nbgrader={"grade": true, "grade_id": "test_answer", "locked": true, "points": 2, "schema_version": 3, '
    '"solution": false, "task": false}'
)
HINT = "may run beside its code: give the cell the tag"

Record = Callable[..., AssignmentSpec]


@pytest.fixture
def record(tmp_path, worker: Worker) -> Record:
    """Return a function that reads a notebook of an answer and its test, and records the test's contract."""

    def run(test: str, solution: str = SQUARE, tags: str = "") -> AssignmentSpec:
        path = tmp_path / "small" / "small.py"
        path.parent.mkdir(exist_ok=True)
        cells = ["# %%", "import math", SOLUTION, solution, TEST.replace("TAGS", tags), test, ""]
        path.write_text("\n".join(cells), encoding="utf-8")
        source = read_master(path)
        spec = record_contracts(source, AssignmentSpec.from_notebook("small", "small", source), worker, LIMITS)
        assert grade(solved(spec), spec, worker, LIMITS).points in (2, 0)
        return spec

    return run


def hidden(*lines: str) -> str:
    """Return a test of hidden lines."""
    return "\n".join(["### BEGIN HIDDEN TESTS", *lines, "### END HIDDEN TESTS"])


def with_points(*lines: str, supporting: bool = False) -> str:
    """Return a test of one property that gives both points."""
    body = [f"    {line}" for line in ('"""Squares"""', *lines)]
    decorator = f"@points(2, supporting={supporting})"
    return hidden("from autograder.testing import points, total", decorator, "def squares(square):", *body, "total()")


def test_what_is_recorded(record: Record) -> None:
    """Does a contract hold what was asked, and what kind of answer came back?"""
    spec = record(hidden("assert square(3) == 9", "assert square(-2) == 4"))
    contract = spec.contracts["test_answer"].to_json()
    assert contract["names"] == ["square"]
    assert contract["properties"] == []
    assert [answers["kinds"] for place, answers in contract["places"].items() if "call" in place] == [["int"], ["int"]]


def test_replaced_names(record: Record) -> None:
    """Is it said which name of the notebook the tests replace, and nothing of names that are theirs alone?"""
    solution = "def double(x):\n    return 2 * x\n" + SQUARE
    mine = hidden("def double(x): return x", "def helper(): return 9", "assert square(3) == helper() == 9 * double(1)")
    (note,) = replaced_names(record(mine, solution))
    assert note.startswith('small, cell "test_answer": its tests put their `double` in the place')


def test_same_each_time(record: Record, tmp_path) -> None:
    """Is the file of contracts the same each time?"""
    source = tmp_path / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), source)
    one, other = (contracts_text(source, record(with_points("assert square(3) == 9")), "digest") for _ in range(2))
    assert one == other
    assert json.loads(one)["cells"]["test_answer"]["properties"] == [["Squares", 2]]


TWICE = '@points(1)\ndef more(square):\n    """Squares"""\n    assert square(2) == 4\ntotal()'

# name: (test, solution, cell, what the message says, what the hint says)
REFUSED = {
    "a solution that fails a plain test": (
        hidden("assert square(3) == 9", "", "assert square(2) == 5"),
        SQUARE,
        3,
        "the solution fails its test, line 3 of it (a value is not the expected one)",
        HINT,
    ),
    "a solution that fails its visible check": (
        "assert square(2) == 5\n" + hidden("assert square(3) == 9"),
        SQUARE,
        3,
        "the solution fails its test, line 1 of it (a value is not the expected one)",
        HINT,
    ),
    "a solution that lacks a property": (
        with_points('assert square(2) == 5, "2 has another square"'),
        SQUARE,
        3,
        "the solution fails its test (Squares: 2 has another square)",
        HINT,
    ),
    "a solution that does not run": (
        hidden("assert square(3) == 9"),
        "1 / 0",
        2,
        "the solution does not run (ZeroDivisionError: division by zero)",
        "Correct the cell.",
    ),
    "a solution that is an object where a number is compared": (
        hidden("assert square(3) == 9"),
        "class square:\n    ### BEGIN SOLUTION\n    def __init__(self, x):\n        self.x = x\n"
        "    def __eq__(self, other):\n        return True\n    ### END SOLUTION",
        3,
        "expected a plain value (a number, a text, an array), got an object of type square",
        HINT,
    ),
    "a test that asks nothing": (
        hidden("assert 3 * 3 == 9"),
        SQUARE,
        3,
        "its tests ask the student's notebook nothing",
        "Write a test that calls what students write.",
    ),
    "points that are not those of the cell": (
        with_points("assert square(3) == 9").replace("@points(2", "@points(1.5"),
        SQUARE,
        3,
        "the tests give the solution 1.5 points, and the cell has 2",
        "Correct one of the two",
    ),
    "partial credit for the solution": (
        hidden("credit = 0.5", "assert square(3) == 9", "credit"),
        SQUARE,
        3,
        "the tests give the solution 0.5 points, and the cell has 2",
        "Correct one of the two",
    ),
    "two properties of one name": (
        with_points("assert square(3) == 9").replace("total()", TWICE),
        SQUARE,
        3,
        "two functions of its tests are called “Squares”",
        "Give each a docstring",
    ),
    "a release that earns points": (
        hidden("assert isinstance(square, object)"),
        SQUARE,
        3,
        "a notebook in which nothing is done earns 2 of its 2 points",
        "make that property a supporting one.",
    ),
    "a release that earns a property": (
        with_points("assert callable(square)"),
        SQUARE,
        3,
        "a notebook in which nothing is done earns 2 of its 2 points",
        "make that property a supporting one.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(record: Record, name: str) -> None:
    """Is it refused with notebook, cell, line, reason and hint?"""
    test, solution, cell, says, hint = REFUSED[name]
    with pytest.raises(MasterError) as refused:
        record(test, solution)
    assert refused.value.where.startswith(f"small, cell {cell} (grade_id ")
    assert says in refused.value.problem
    assert hint in refused.value.hint


def test_random_test(record: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a test refused that the solution passes only sometimes?"""
    # "sometimes" is here the first time: with real chance this test would fail sometimes, too
    monkeypatch.setattr(builtins, "times", 0, raising=False)
    lines = ("import builtins", "builtins.times += 1", "assert square(3) == 9 and builtins.times == 1")
    with pytest.raises(MasterError) as refused:
        record(hidden(*lines))
    assert refused.value.where == "small, cell 3 (grade_id test_answer)"
    assert "when it is graded a second time" in refused.value.problem
    assert "take random inputs from a seeded generator" in refused.value.hint


def test_test_beside_the_answer(record: Record) -> None:
    """Is a test that can't run elsewhere accepted with the tag, and refused without it?"""
    # looks at what the answer prints
    test = hidden(
        "import contextlib, io",
        "with contextlib.redirect_stdout(io.StringIO()) as told:",
        "    square(3)",
        'assert told.getvalue() == "9\\n", "it must print the square"',
    )
    prints = "def square(x):\n    ### BEGIN SOLUTION\n    print(x * x)\n    ### END SOLUTION"
    with pytest.raises(MasterError, match="it must print the square") as refused:
        record(test, prints)
    assert HINT in refused.value.hint
    spec = record(test, prints, 'tags=["beside"]')
    assert spec.contracts == {}


def test_solution_fails_beside(record: Record) -> None:
    """Is a solution refused, with what went wrong, that fails a test beside it?"""
    with pytest.raises(MasterError, match=r"the solution fails its test \(AssertionError: not ten\)"):
        record(hidden('assert square(3) == 10, "not ten"'), tags='tags=["beside"]')
