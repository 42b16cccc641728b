"""Answers that lie, and what comes of them: no test is passed by an object that says what is wanted."""

from collections.abc import Callable

import pytest

from autograder.remote.cell import Outcome
from autograder.sandbox import Worker
from tests.autograder.remote.conftest import Cell

YES = """
class Yes:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    def __bool__(self): return True
    def __len__(self): return 3
    def __float__(self): return 0.32
    __int__ = __index__ = lambda self: 9
    def __abs__(self): return self
    __round__ = __neg__ = __pos__ = __abs__
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __sub__
    def __array__(self, *a, **k): return np.array([-2.0, -1.0, 3.0])
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __iter__(self): return iter([-2.0, -1.0, 3.0])
    def __contains__(self, item): return True
    def __getitem__(self, key): return self
    def __hash__(self): return 0
    @property
    def __class__(self): return float
    def __instancecheck__(self, other): return True
    def __repr__(self): return '9'
    def __enter__(self): return self
    def __exit__(self, *a): return True
"""

# (test, solution): each is passed beside the student's code by an object that says yes to everything
TESTS = {
    "equality": ("assert f(3) == 9", "def f(x): return x * x"),
    "a tolerance": ("assert abs(f(3) - 0.32) < 0.01", "def f(x): return 0.32"),
    "a truth value": ("assert f(3)", "def f(x): return True"),
    "a comparison": ("assert f(3) > 2", "def f(x): return 3"),
    "closeness of arrays": (
        "np.testing.assert_allclose(f(np.array([1., 2., 6.])), [-2, -1, 3])",
        "def f(x): return x - x.mean()",
    ),
    "membership": ("assert 3 in f(3)", "def f(x): return [x]"),
    "a length": ("assert len(f(3)) == 3", "def f(x): return [x] * x"),
    "what is in a list": ("assert f(3)[0] == 3", "def f(x): return [x]"),
    "what is in a tuple": ("a, b = f(3)\nassert a == 3", "def f(x): return x, x"),
    "an attribute": ("assert f(3).real == 3", "def f(x): return x"),
    "a text": ("assert str(f(3)) == '9'", "def f(x): return x * x"),
    "a type": ("assert isinstance(f(3), float)", "def f(x): return x / 2"),
    "a method's answer": ("assert f(3).value() == 3", "class V:\n    def value(self): return 3\ndef f(x): return V()"),
    "a variable": ("assert f == 3", "f = 3"),
}


@pytest.mark.parametrize("name", TESTS)
def test_yes_to_everything(name: str, worker: Worker) -> None:
    """Is an object refused that says yes to whatever it is asked, in place of the answer and inside of one?"""
    cell = Cell(worker, *TESTS[name])
    assert cell.recorded.passed, cell.recorded.message
    for answer in (
        "f = Yes()",
        "def f(x): return Yes()",
        "def f(x): return [Yes(), Yes()]",
        "def f(x): return Yes(), 1",
    ):
        outcome = cell.grade(YES + answer)
        assert not outcome.passed, answer


@pytest.mark.parametrize(
    "test", ["assert f(3) == V(3)", "assert f(3) < V(4)", "assert f(3)", "assert float(f(3)) == 3", "assert not f(3)"]
)
def test_objects_judge_themselves(test: str, worker: Worker) -> None:
    """Is a test refused that asks the solution's object to judge itself, with its line and what to do?"""
    solution = (
        "class V:\n    def __init__(self, v): self.v = v\n    def __eq__(self, o): return self.v == o.v\n"
        "    def __lt__(self, o): return self.v < o.v\n    def __bool__(self): return True\n"
        "    def __float__(self): return float(self.v)\ndef f(x): return V(x)"
    )
    outcome = Cell(worker, test, solution).recorded
    assert not outcome.passed
    assert "an object of type V" in outcome.message
    assert outcome.line == 1


@pytest.fixture
def graded(worker: Worker) -> Callable[[str, str, str], Outcome]:
    """Grade an answer by a test that the solution passes."""

    def grade(test: str, solution: str, answer: str) -> Outcome:
        cell = Cell(worker, test, solution)
        assert cell.recorded.passed, cell.recorded.message
        return cell.grade(answer)

    return grade


Graded = Callable[[str, str, str], Outcome]


def test_operand_is_not_told(graded: Graded) -> None:
    """Does the number that a test subtracts stay unknown to an object in the place of a number?"""
    told = (
        "class L:\n    def __sub__(self, o):\n        global heard\n        heard = o\n        return 0.0\n"
        "def f(): return L()"
    )
    outcome = graded("assert abs(f() - 0.32) < 0.01", "def f(): return 0.32", told)
    assert "expected a number, got an object of type L" in outcome.message


def test_huge_array(graded: Graded) -> None:
    """Is an array refused that is much larger than the solution's?"""
    test = "assert f(np.ones(3)).sum() == 3"
    outcome = graded(test, "def f(x): return x", "def f(x): return np.ones(1_000_000)")
    assert "much larger" in outcome.message


def test_more_axes(graded: Graded) -> None:
    """Is an array refused that would be broadcast against the expected one?"""
    outcome = graded("assert (f(np.ones(3)) == 1).all()", "def f(x): return x", "def f(x): return x[:, None]")
    assert "got one of shape (3, 1)" in outcome.message


def test_array_for_a_number(graded: Graded) -> None:
    """Is an array refused where the solution gave a number?"""
    outcome = graded("assert np.all(f(2) == 4)", "def f(x): return 2 * x", "def f(x): return np.full(9, 4)")
    assert "expected a whole number, got an array of shape (9,)" in outcome.message


@pytest.mark.parametrize(
    "answer",
    [
        "def f(x): return np.matrix(x)",
        "def f(x): return np.ma.masked_array(x)",
        "class A(np.ndarray): pass\ndef f(x): return x.view(A)",
        "def f(x): return (v for v in [x])",
    ],
)
def test_one_plain_meaning(answer: str, graded: Graded) -> None:
    """Is a subclass of an array taken for the array, and a generator for the list, where the solution's was plain?"""
    test = "assert np.array_equal(np.squeeze(f(np.eye(2))), np.eye(2))"
    solution = "def f(x): return [x]" if "for v" in answer else "def f(x): return x"
    assert graded(test, solution, answer).passed


def test_number_types(graded: Graded) -> None:
    """Do NumPy's numbers, fractions and enumerations count as numbers?"""
    test = "assert f(0) == 3 and f(1) == 0.5 and f(2) == 7"
    solution = "def f(i): return [3, 0.5, 7][i]"
    answer = (
        "from fractions import Fraction\nfrom enum import IntEnum\nclass E(IntEnum):\n    A = 7\n"
        "def f(i): return [np.int32(3), Fraction(1, 2), E.A][i]"
    )
    assert graded(test, solution, answer).passed


def test_masters_names(graded: Graded) -> None:
    """Do the tests use their own `np`, `len` and `abs`, whatever the answer makes of these names?"""
    test = "assert abs(f(3) - 9) < 1 and len(g()) == 2 and np.sum(g()) == 3"
    solution = "def f(x): return x * x\ndef g(): return [1, 2]"
    answer = (
        "class N:\n    def __getattr__(self, n): return lambda *a: 3\n"
        "np, len, abs = N(), lambda x: 2, lambda x: 0\ndef f(x): return 1\ndef g(): return []"
    )
    assert not graded(test, solution, answer).passed


def test_caught_failure(graded: Graded) -> None:
    """Does a test fail whose call of a function of its own failed inside of the answer's code, which caught that?"""
    test = "def probe(x):\n    assert x.y == 1\n    return 1\nassert f(probe) == 1"
    solution = "class X:\n    y = 1\ndef f(p): return p(X())"
    answer = (
        "class X:\n    y = [[]] * 9\n    y.append(object())\n"
        "def f(p):\n    try: p(X())\n    except BaseException: pass\n    return 1"
    )
    assert not graded(test, solution, answer).passed
