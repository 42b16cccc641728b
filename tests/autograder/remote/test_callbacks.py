"""Functions and objects of the tests in the student's code: what they change comes back, and what they know stays."""

from collections.abc import Callable

import pytest

from autograder.remote.cell import Outcome
from autograder.sandbox import Worker
from tests.autograder.remote.conftest import Cell

Graded = Callable[[str, str, str], Outcome]


@pytest.fixture
def graded(worker: Worker) -> Graded:
    """Grade an answer by a test that the solution passes."""

    def grade(test: str, solution: str, answer: str) -> Outcome:
        cell = Cell(worker, test, solution)
        assert cell.recorded.passed, cell.recorded.message
        return cell.grade(answer)

    return grade


FILL = (
    "def fill(a, l, d, s):\n    a[:] = 3\n    l.append(2)\n    d['l'] = l\n    s.add(4)\n    return l\n"
    "assert f(fill) == ([3, 3], [1, 2], True, {4}, True)"
)
FILLED = (
    "def f(fill):\n    a, l, d, s = np.zeros(2), [1], {}, set()\n    back = fill(ARGUMENTS)\n"
    "    return a.tolist(), l, d.get('l') is l, s, back is l"
)


def test_changed_by_a_function_of_the_test(graded: Graded) -> None:
    """Do lists, dicts, sets and arrays change that the student's code passes to a function which changes them?"""
    solution = FILLED.replace("ARGUMENTS", "a, l, d=d, s=s")
    assert graded(FILL, solution, FILLED.replace("ARGUMENTS", "a, l, d, s")).passed
    assert not graded(FILL, solution, FILLED.replace("ARGUMENTS", "a.copy(), [], {}, set()")).passed


def test_changed_before_it_raised(graded: Graded) -> None:
    """Does that hold as well where the function raises an exception, whose text the student's code may read?"""
    test = "def fill(a):\n    a[:] = 3\n    raise ValueError('full')\nassert f(fill) == (6, 'full')"
    solution = (
        "def f(fill):\n    a = np.zeros(2)\n    try: fill(a)\n    except ValueError as e: return a.sum(), str(e)\n"
    )
    assert graded(test, solution, solution).passed


def test_function_that_reshapes(worker: Worker) -> None:
    """Is a test refused when it is recorded whose function makes another array of the one that it was given?"""
    cell = Cell(worker, "def turn(a): a.shape = (2, 2)\nassert f(turn) is None", "def f(turn): turn(np.zeros(4))")
    assert "changes the shape" in cell.recorded.message


def test_failed_assertion_in_a_function(graded: Graded) -> None:
    """Does a test fail by an assertion in its function, whatever the student's code makes of it?"""
    test = "def check(x):\n    assert x == 3, 'no'\nassert f(check) is None"
    caught = "def f(check):\n    try: check(4)\n    except BaseException: pass"
    assert graded(test, "def f(check): check(3)", caught).message == "no"


def test_assertions_that_the_solution_catches(graded: Graded) -> None:
    """May the student's code catch a failed assertion where the solution's does?"""
    test = "def check(x):\n    assert x == 3\nassert f(check, 3) and not f(check, 4)"
    solution = "def f(check, x):\n    try: check(x)\n    except AssertionError: return False\n    else: return True"
    assert graded(test, solution, solution).passed


@pytest.mark.parametrize("fails", ["assert x == 1234.5, f'{x} is not 1234.5'", "np.testing.assert_allclose(x, 1234.5)"])
def test_expected_values_stay_here(fails: str, graded: Graded) -> None:
    """Does the text of a failed assertion, which holds the expected value, stay out of the student's process?"""
    test = f"def check(x):\n    {fails}\nassert f(check) == ''"
    told = "def f(check):\n    try: check(1.0)\n    except BaseException as e: raise ValueError(repr(e))\n    return ''"
    solution = "def f(check):\n    try: check(1.0)\n    except AssertionError: pass\n    return ''"
    assert "1234" not in graded(test, solution, told).message


def test_inherited_methods(graded: Graded, tmp_path: object) -> None:
    """Do methods stay out of reach that an object of the tests has from a library, such as those that write files?"""
    test = "class Own(np.ndarray):\n    def double(self): return 4\nx = np.zeros(2).view(Own)\nassert f(x) == 4"
    solution = "def f(x): return x.double()"
    assert graded(test, solution, solution).passed
    outcome = graded(test, solution, f"def f(x):\n    x.tofile({str(tmp_path)!r} + '/left')\n    return 4")
    assert "AttributeError: tofile" in outcome.message


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("np.zeros(10**6)", "much larger"),
        ("[0] * 90_000", "much larger"),
        ("10 ** 12", "much larger"),
        ("object()", "got an object"),
        ("2, Yes()", "an object of type Yes"),
    ],
)
def test_arguments_unlike_the_solutions(arguments: str, told: str, graded: Graded) -> None:
    """Is a function of the tests spared arguments that the solution never gave it the like of?"""
    answer = f"class Yes: pass\ndef f(g):\n    try: g({arguments})\n    except BaseException: pass\n    return 3"
    assert told in graded("assert f(lambda *x: x[0] + 1) == 3", "def f(g): return g(2)", answer).message
