"""One graded cell: points of properties, partial credit, messages, and tests beside the student's code."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from autograder.grading.cell import grade_cell
from autograder.grading.result import CellResult
from autograder.grading.session import Session
from autograder.remote.cell import run_tests
from autograder.remote.contract import CellContract
from autograder.remote.requests import Requests
from autograder.sandbox import Limits, Worker
from autograder.spec import AssignmentSpec, CellSpec, Role
from autograder.testing import ALONE

LIMITS = Limits(cell_seconds=2, submission_seconds=20)
SQUARE = "def square(x): return x * x"
NOTHING = 'def square(x): raise NotImplementedError("still to do")'
PROPERTIES = '''"""Squares: of numbers."""
from autograder.testing import points, total

@points(1.5)
def positive(square):
    """Squares numbers"""
    assert square(3) == 9, "the square of 3 is another number"

@points(0.5)
def negative(square):
    """Squares negative numbers"""
    assert square(-3) == 9

@points(1, supporting=True)
def kind(square):
    """Returns a number"""
    try:
        assert isinstance(square(2), int)
    except NotImplementedError:
        pass

total()
'''

Grade = Callable[[str], CellResult]


@pytest.fixture
def grading(worker: Worker) -> Callable[..., Grade]:
    """Return a function that records the contract of a test with the solution, and returns one that grades by it."""

    def record(tests: str, solution: str = SQUARE, **more: object) -> Grade:
        source = CellSpec("test", "code", Role.GRADE, "test", 3.0, "", frozenset(), False, {})
        cell = replace(source, tests=tests, title="Squares", **more)
        contract = CellContract()
        with Session(worker, LIMITS) as session:
            session.run_cell(solution, "solution")
            outcome = run_tests(tests, "test", Requests(session, contract, True), {})
        assert outcome.passed, outcome.message
        contract.properties = [(item.name, item.points) for item in outcome.properties]
        spec = AssignmentSpec("small", "small", (cell,), {}, {"test": contract})

        def grade(answer: str) -> CellResult:
            with Session(worker, LIMITS) as session:
                session.run_cell(answer, "answer")
                return grade_cell(cell, spec, session)

        return grade

    return record


def points(result: CellResult) -> list[float]:
    return [item.points for item in result.properties]


def test_all_or_nothing(grading: Callable[..., Grade]) -> None:
    """Do plain asserts give all points of the cell or none, with reason and line?"""
    grade = grading("assert square(2) == 4\nassert square(3) == 9, 'the square of 3 is another number'")
    right, wrong = grade(SQUARE), grade("def square(x): return x + x")
    assert (right.points, right.max_points, right.properties[0].message) == (3, 3, "")
    assert (wrong.points, wrong.max_points) == (0, 3)
    assert wrong.properties[0].message == "the square of 3 is another number (line 2 of the test)"


@pytest.mark.parametrize(
    ("answer", "earned"),
    [(SQUARE, 3), ("def square(x): return x * abs(x)", 2), ("def square(x): return 0", 1), (NOTHING, 0)],
)
def test_partial_credit_of_the_last_line(grading: Callable[..., Grade], answer: str, earned: float) -> None:
    """Is the number in the last line what the cell gives, as nbgrader reads it?"""
    grade = grading("earned = sum(square(x) == x * x for x in (0, 3, -2))\nearned")
    assert grade(answer).points == earned


@pytest.mark.parametrize(
    ("last", "earned"), [("7", 3), ("-1", 0), ("None", 3), ("square(3)", 3), ("np.float64(1.5)", 1.5)]
)
def test_odd_last_lines(grading: Callable[..., Grade], last: str, earned: float) -> None:
    """Does a number stay between 0 and the maximum, and does a last line without a number give all?"""
    assert grading(f"import numpy as np\nassert square(3) == 9\n{last}")(SQUARE).points == earned


def test_answer_can_not_give_itself_credit(grading: Callable[..., Grade]) -> None:
    """Is an object in the place of the number in the last line worth nothing?"""
    grade = grading("square(1) + 2")
    assert grade(SQUARE).points == 3
    lying = "class L:\n    def __add__(self, other): return self\n    def __float__(self): return 3.0\n"
    assert grade(f"{lying}def square(x): return L()").points == 0


def test_properties(grading: Callable[..., Grade]) -> None:
    """Does each property give its own points, and a mistake cost one?"""
    grade = grading(PROPERTIES)
    assert points(grade(SQUARE)) == [1.5, 0.5, 1]
    mistaken = grade("def square(x): return x * abs(x)")
    assert points(mistaken) == [1.5, 0, 1]
    assert [item.message for item in mistaken.properties] == ["", "a value is not the expected one", ""]
    assert [item.max_points for item in mistaken.properties] == [1.5, 0.5, 1]


def test_supporting_property_alone(grading: Callable[..., Grade]) -> None:
    """Does a supporting property count only together with another one, and say so?"""
    result = grading(PROPERTIES)(NOTHING)
    assert points(result) == [0, 0, 0]
    assert result.properties[0].message == "NotImplementedError: still to do (line 1 of the answer's cell)"
    assert result.properties[2].message == ALONE


def test_tests_that_break_off(grading: Callable[..., Grade]) -> None:
    """Do all properties of the contract stand in a result whose tests broke off before they were tried?"""
    grade = grading(f"first = square(1)\nassert first == 1, 'the square of 1 is another number'\n{PROPERTIES}")
    result = grade("def square(x): return x + x")
    assert points(result) == [0, 0, 0]
    assert {item.message for item in result.properties} == {"the square of 1 is another number"}


def test_message_of_a_stranger(grading: Callable[..., Grade]) -> None:
    """Is what the student's code says in a message one short printable line?"""
    result = grading("assert square(3) == 9")(
        "def square(x): raise ValueError('\\x1b[31mred\\n' + 'long ' * 1000 + '\\u202e')"
    )
    (message,) = [item.message for item in result.properties]
    assert message.startswith("ValueError: [31mred long long")
    assert len(message) < 350
    assert message.isprintable()


def test_beside(grading: Callable[..., Grade]) -> None:
    """Do tests with the tag run beside the student's code, and do reports say what that is worth?"""
    grade = grading("assert square(3) == 9", beside=True)
    assert (grade(SQUARE).points, grade(NOTHING).points) == (3, 0)
    assert "tested beside the submission's own code" in grade(SQUARE).properties[0].remark


CACHED = """from functools import cache
from autograder.testing import points, total

@cache
def four(square):
    return square(4)

@points(1)
def cached(square):
    \"\"\"Asked for once\"\"\"
    assert four(square) == 16

@points(1)
def last(square):
    \"\"\"Ends here\"\"\"
    assert square(2) == 4

@points(1)
def again(square):
    \"\"\"Asked for again\"\"\"
    assert four(square) == 16

total()
"""


def test_cache_outlives_a_process(grading: Callable[..., Grade]) -> None:
    """Does a property keep its points that asks a cache for an answer, after another one has ended the process?"""
    ends = "import os\ndef square(x): return os._exit(1) if x == 2 else x * x"
    assert points(grading(CACHED)(ends)) == [1, 0, 1]


def test_bonus(grading: Callable[..., Grade]) -> None:
    """Are points of a bonus cell marked as such?"""
    result = grading(PROPERTIES, bonus=True)(SQUARE)
    assert result.bonus
    assert result.points == 3


def test_made_of_wrong_parts(worker: Worker) -> None:
    """Where one of several answers that a test puts together is wrong by itself, is that said, and nothing else?"""

    def cell(grade_id: str, tests: str, *defines: str) -> CellSpec:
        role = Role.GRADE if tests else Role.SOLUTION
        return CellSpec(
            grade_id, "code", role, grade_id, 1.0, "", frozenset(defines), False, {}, tests=tests, title=grade_id
        )

    answers = [cell("square", "", "square"), cell("cube", "", "cube")]
    first, both = cell("first", "assert square(3) == 9"), cell("both", "assert square(2) + cube(2) == 12")
    other = cell("other", "assert cube(2) == 8")
    contracts = {}
    with Session(worker, LIMITS) as session:
        session.run_cell(f"{SQUARE}\ndef cube(x): return x * x * x", "solution")
        for item in (first, both, other):
            contracts[str(item.grade_id)] = CellContract()
            requests = Requests(session, contracts[str(item.grade_id)], True)
            assert run_tests(item.tests, str(item.grade_id), requests, {}).passed
    spec = AssignmentSpec("small", "small", (*answers, first, both, other), {}, contracts)
    results: dict[str, CellResult] = {}
    with Session(worker, LIMITS) as session:
        session.run_cell("def square(x): return x + 1\ndef cube(x): return -x * x * x", "answer")
        for item in (first, both, other):
            results[str(item.grade_id)] = grade_cell(item, spec, session, kept=None, before=results)
    told = {name: result.properties[0].diagnosis for name, result in results.items()}
    assert told["first"] is None
    assert told["both"] is not None
    assert "one of them is wrong already" in told["both"].text
    assert told["other"] is None


def test_random_numbers(grading: Callable[..., Grade]) -> None:
    """Do random numbers of the student's code start alike with each property, whatever the notebook drew before?"""
    tests = (
        "from autograder.testing import points, total\n"
        + "".join(
            f'@points(1)\ndef {name}(draw):\n    """{name}"""\n    assert abs(draw() - 0.5488135) < 1e-6\n'
            f"    assert abs(draw() - 0.71518937) < 1e-6\n"
            for name in ("one", "two", "three")
        )
        + "total()\n"
    )
    solution = "import numpy as np\ndef draw(): return float(np.random.rand())"
    grade = grading(tests, solution)
    assert points(grade(f"{solution}\nnp.random.rand(100)")) == [1, 1, 1]
