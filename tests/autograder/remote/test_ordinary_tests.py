"""Ordinary tests pass on right answers and fail on wrong ones, wherever the student's code runs."""

import pytest

from autograder.sandbox import Worker
from tests.autograder.remote.conftest import Cell

# (test, solution, a wrong answer)
CASES = {
    "plain asserts": (
        "assert square(3) == 9\nassert square(-2) == 4",
        "def square(x): return x * x",
        "def square(x): return x + x",
    ),
    "arrays": (
        "np.testing.assert_allclose(centred(np.array([1., 2., 6.])), [-2, -1, 3])",
        "def centred(x): return x - x.mean()",
        "def centred(x): return x - np.median(x)",
    ),
    "a variable": ("assert answer == 42", "answer = 42", "answer = 41"),
    "every kind of plain data": (
        "assert make() == [None, True, 2**70, 1.5, 1j, 'ä', b'x', (1, [2]), {3: {4}}, range(5), frozenset([6])]",
        "def make(): return [None, True, 2**70, 1.5, 1j, 'ä', b'x', (1, [2]), {3: {4}}, range(5), frozenset([6])]",
        "def make(): return []",
    ),
    "numbers beyond JSON": (
        "a, b, c = make()\nassert a != a and b == float('inf') and c == -b",
        "def make(): return float('nan'), float('inf'), -float('inf')",
        "def make(): return 0.0, 0.0, 0.0",
    ),
    "arrays of every plain dtype": (
        "for a, b in zip(make(), expected()):\n    assert a.dtype == b.dtype and a.shape == b.shape and (a == b).all()",
        "def make(): return expected()",
        "def make(): return [a[::-1] for a in expected()]",
    ),
    "a class and its attributes": (
        "c = Counter(2)\nc.step = 3\nc.count()\nassert c.value == 5 and not hasattr(c, 'other')",
        "class Counter:\n    step = 1\n    def __init__(self, v): self.value = v\n"
        "    def count(self): self.value += self.step",
        "class Counter:\n    step = 1\n    def __init__(self, v): self.value = v\n    def count(self): self.value += 1",
    ),
    "operators of objects": (
        "v = Vector(1, 2) + Vector(3, 4)\nassert (v.x, v.y) == (4, 6)\n"
        "assert len(v) == 2 and v[1] == 6 and list(v) == [4, 6]",
        "class Vector:\n    def __init__(self, x, y): self.x, self.y = x, y\n"
        "    def __add__(self, o): return Vector(self.x + o.x, self.y + o.y)\n"
        "    def __len__(self): return 2\n    def __getitem__(self, i): return (self.x, self.y)[i]",
        "class Vector:\n    def __init__(self, x, y): self.x, self.y = x, y\n"
        "    def __add__(self, o): return self\n"
        "    def __len__(self): return 2\n    def __getitem__(self, i): return (self.x, self.y)[i]",
    ),
    "exceptions of the built-in family": (
        "import pytest\nwith pytest.raises(ValueError, match='below'):\n    root(-1)",
        "class Below(ValueError): pass\ndef root(x):\n    if x < 0: raise Below('below zero')\n    return x ** 0.5",
        "def root(x): return abs(x) ** 0.5",
    ),
    "a function as an argument": (
        "assert abs(bisect(lambda x: x * x - 2, 0, 2) - 2 ** 0.5) < 1e-6",
        "def bisect(f, a, b):\n    for _ in range(40):\n        m = (a + b) / 2\n"
        "        a, b = (m, b) if f(m) < 0 else (a, m)\n    return a",
        "def bisect(f, a, b): return f(a)",
    ),
    "arguments that are changed": (
        "l, d, a = [3, 1], {}, np.arange(3)\nchange(l, d, [a])\n"
        "assert l == [1, 3] and d == {'k': 1} and a.tolist() == [0, 2, 4]",
        "def change(l, d, a):\n    l.sort(); d['k'] = 1; a[0] *= 2",
        "def change(l, d, a):\n    sorted(l); d = {'k': 1}; a = a[0] * 2",
    ),
    "identity of what is passed and returned": (
        "marker, l = object(), [1]\nassert keep(l) is l\nassert seen(marker) == seen(marker) != seen(object())",
        "def keep(x): return x\ndef seen(x): return id(x)",
        "def keep(x): return list(x)\ndef seen(x): return id(x)",
    ),
    "names that a test replaces": (
        "def square(x): return 100\nassert sum_of_squares(2) == 200",
        "def square(x): return x * x\ndef sum_of_squares(n): return sum(square(i) for i in range(n))",
        "def square(x): return x * x\ndef sum_of_squares(n): return sum(i * i for i in range(n))",
    ),
    "names that a test deletes": (
        "import pytest\ndel square\nwith pytest.raises(NameError):\n    sum_of_squares(2)",
        "def square(x): return x * x\ndef sum_of_squares(n): return sum(square(i) for i in range(n))",
        "def square(x): return x * x\ndef sum_of_squares(n): return sum(i * i for i in range(n))",
    ),
    "generators": (
        "assert list(evens(3)) == [0, 2, 4]\nit = evens(2)\nassert next(it) == 0 and sum(evens(4)) == 12",
        "def evens(n):\n    for i in range(n): yield 2 * i",
        "def evens(n):\n    for i in range(n): yield i",
    ),
    "objects of the tests' own classes": (
        "class Box:\n    def __init__(self): self.size = 4\n    def grow(self, by): self.size += by\n"
        "box = Box()\nassert enlarge(box) == 4 and box.size == 6",
        "def enlarge(box):\n    before = box.size\n    box.grow(2)\n    return before",
        "def enlarge(box): return box.size",
    ),
}
EXPECTED = (
    "def expected():\n"
    "    rng = np.random.default_rng(1)\n"
    "    numbers = [rng.integers(0, 2, (2, 3)).astype(t) for t in '?bhilBHILefd']\n"
    "    return numbers + [np.array([1j, 2]), np.array(['a', 'bc']), np.array([b'x', b'y']),\n"
    "                      np.array(['2020-01-01', '2021-01-01'], 'M8[D]'), np.zeros((0, 3)),\n"
    "                      np.asfortranarray(rng.normal(0, 1, (3, 2)))]\n"
)


@pytest.fixture(params=CASES, scope="module")
def case(request: pytest.FixtureRequest, worker: Worker) -> tuple[Cell, str]:
    """A test with its solution, and a wrong answer."""
    test, solution, wrong = CASES[request.param]
    return Cell(worker, test, solution, ("import numpy as np", EXPECTED)), wrong


def test_solution(case: tuple[Cell, str]) -> None:
    """Does the solution pass, when the contract is recorded and under it?"""
    cell, _ = case
    assert cell.recorded.passed, cell.recorded.message
    assert cell.grade(cell.solution).passed


def test_wrong_answer(case: tuple[Cell, str]) -> None:
    """Does a wrong answer fail?"""
    cell, wrong = case
    outcome = cell.grade(wrong)
    assert not outcome.passed
    assert outcome.message
    assert outcome.line > 0
