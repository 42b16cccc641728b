"""What an answer may cost the grader, and what it does with functions that it was given."""

import pytest

from autograder.sandbox import Worker
from tests.autograder.remote.conftest import Cell

APPLY = "assert apply(lambda x: x + 1) == 3"
ONCE = "def apply(f): return f(2)"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("def apply(f):\n    while True: f(2)", "called more than"),
        ("def apply(f):\n    f(apply)\n    return 3", "expected a whole number, got an object of type function"),
        ("def apply(f): return (lambda g: [g(2) for _ in range(10)])(f)[0] + f('a')", "TypeError"),
        ("def apply(f): return f.__globals__", "AttributeError"),
        ("def apply(f): return f.__code__.co_consts", "AttributeError"),
        ("def apply(f): return f.func_globals", "AttributeError"),
        ("import sys\ndef apply(f): sys.exit(3)", "SystemExit"),
        ("def apply(f): raise KeyboardInterrupt", "was stopped"),
        ("def apply(f): return 'x' * (70 << 20)", "too much text"),
        ("def apply(f):\n    l = []\n    l.append(l)\n    return l", "nested too deeply"),
        ("def apply(f): return list(range(10**7))", "too many values"),
        ("import itertools\ndef apply(f): return itertools.count()", "too many values"),
        ("def apply(f): return 10 ** 100_000", "too large"),
        ("class E(Exception):\n    def __str__(self): 1 / 0\ndef apply(f): raise E", "can't be shown"),
        ("class E(Exception): pass\nE.__name__ = '\\n\\x1b[31m'\ndef apply(f): raise E('x' * 10**6)", "Exception: xxx"),
    ],
)
def test_strange_answers(answer: str, told: str, worker: Worker) -> None:
    """Is each of these refused, with a plain message?"""
    outcome = Cell(worker, APPLY, ONCE).grade(answer)
    assert not outcome.passed
    assert told in outcome.message
    assert len(outcome.message) < 3000


def test_endless_recursion(worker: Worker) -> None:
    """Does a function of the test that calls the answer that calls it end, and with it the test alone?"""
    cell = Cell(worker, "def f(n):\n    return g(f, n - 1) if n else 0\nassert f(3) == 0", "def g(f, n): return f(n)")
    assert cell.recorded.passed
    outcome = cell.grade("def g(f, n): return f(n + 2)")
    assert "without end" in outcome.message


def test_later_call(worker: Worker) -> None:
    """Is a function of the tests refused once the call is over that it was given to?"""
    test = "assert keep(lambda: 1) is None\nassert use() == 0"
    solution = "def keep(f): return None\ndef use(): return 0"
    answer = (
        "import threading, time\nresult = []\ndef keep(f):\n"
        "    def later():\n        try: result.append(f())\n        except RuntimeError: result.append('refused')\n"
        "    t = threading.Thread(target=later)\n    t.start()\n    t.join()\n    return None\n"
        "def use(): return 0 if result == ['refused'] else 1"
    )
    assert Cell(worker, test, solution).grade(answer).passed


def test_changed_shape(worker: Worker) -> None:
    """Is an answer refused that makes an array that it was given one of another shape?"""
    cell = Cell(worker, "x = np.ones(4)\nf(x)\nassert x.sum() == 4", "def f(x): pass")
    assert "changed the shape" in cell.grade("def f(x): x.shape = (2, 2)").message


def test_request_beyond_the_contract(worker: Worker) -> None:
    """Is nothing asked of an object where the solution's answer took the test another way?"""
    test = "r = f()\nif type(r) is not int:\n    r = r.value(41)\nassert r == 42"
    cell = Cell(worker, test, "def f(): return 42")
    answer = "class V:\n    def value(self, x): return x + 1\ndef f(): return V()"
    assert "expected a whole number" in cell.grade(answer).message


def test_prints_of_the_test(worker: Worker, capsys: pytest.CaptureFixture[str]) -> None:
    """Does what tests print go nowhere?"""
    assert Cell(worker, "print('expected', 42)\nassert f() == 42", "def f(): return 42").recorded.passed
    assert capsys.readouterr().out == ""


def test_expected_values_in_messages(worker: Worker) -> None:
    """Does a library's message, which holds the expected values, stay out of what students read?"""
    cell = Cell(worker, "np.testing.assert_allclose(f(), [123.25, 2])", "def f(): return np.array([123.25, 2])")
    message = cell.grade("def f(): return np.array([1.0, 2])").message
    assert "123" not in message


def test_same_contract(worker: Worker) -> None:
    """Is the contract the same each time it is recorded, also where answers are addresses and hashes?"""
    test = "a = f('x')\nassert isinstance(a, int)\nassert apply(lambda x: x) == 3"
    solution = "def f(x): return id(x)\ndef apply(f): return f(3)"
    assert Cell(worker, test, solution).contract == Cell(worker, test, solution).contract
