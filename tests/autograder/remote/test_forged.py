"""Forged messages: each costs the test that asked, a second of CPU time at most and little memory."""

import resource
import time
from collections.abc import Callable

import pytest

from autograder.remote.cell import Outcome
from autograder.sandbox import Worker
from tests.autograder.remote.conftest import Cell
from tests.autograder.remote.forging import TOOLS

_MOST_SECONDS = 2.0
_MOST_BYTES = 256 << 20

NUMBER = ("assert f(3) == 9", "def f(x): return x * x")
ARRAY = ("assert np.array_equal(f(np.ones(3)), np.ones(3))", "def f(x): return x")
LIST = ("l = [3, 1]\nassert f(l) is None\nassert l == [1, 3]", "def f(l): l.sort()")
APPLY = ("seen = []\nassert f(lambda x: seen.append(x) or x + 1) == 3", "def f(g): return g(2)")

# name: (test and solution, what the forged answer does; it follows `def f(*a): return None`)
FORGED = {
    "a handle that says it is a number": (NUMBER, "answer({'o': 99, 'kinds': [['builtins', 'int']]})"),
    "a handle with the number of a test's object": (NUMBER, "answer({'o': -1, 'kinds': []})"),
    "a test's own function as the answer": (
        ("def p(x):\n    return x\nassert not callable(f(p))", "def f(p): return p(3)"),
        "answer({'o': -1, 'kinds': []})",
    ),
    "objects without number": (NUMBER, "answer({'l': [{'o': n, 'kinds': []} for n in range(150_000)]})"),
    "no tree": (NUMBER, "forge(lambda: packed('done', b''))"),
    "a tree that is none": (NUMBER, "forge(lambda: packed('done', b'[1, 2]'))"),
    "a tree of 100,000 brackets in each other": (NUMBER, "forge(lambda: packed('done', b'[' * 100_000))"),
    "a million short values": (
        NUMBER,
        "forge(lambda: packed('done', b'{\"value\":{\"l\":[' + b'{},' * 2_000_000 + b'1]}}'))",
    ),
    "a list in each other, 70 deep": (NUMBER, "t = 1\nfor _ in range(70): t = {'l': [t]}\nanswer(t)"),
    "several tags": (NUMBER, "answer({'l': [], 't': []})"),
    "a tag twice": (NUMBER, 'forge(lambda: packed(\'done\', b\'{"value": {"i": "0x9", "i": "0x8"}}\'))'),
    "an unknown tag": (NUMBER, "answer({'__class__': 1})"),
    "no value": (NUMBER, "forge(lambda: packed('done', {}))"),
    "an argument that does not exist": (NUMBER, "answer({'m': 5})"),
    "an argument counted from the end": (LIST, "answer({'m': -1})"),
    "a change of an argument that does not exist": (
        LIST,
        "forge(lambda: packed('done', {'value': None, 'changed': [[7, {'l': [1, 3]}]]}))",
    ),
    "a change of the last argument but by -1": (
        LIST,
        "forge(lambda: packed('done', {'value': None, 'changed': [[-1, {'l': [1, 3]}]]}))",
    ),
    "changes that are no list": (LIST, "forge(lambda: packed('done', {'value': None, 'changed': 5}))"),
    "a list that becomes a dict": (
        LIST,
        "forge(lambda: packed('done', {'value': None, 'changed': [[0, {'d': [[1, 3]]}]]}))",
    ),
    "a list that becomes a million long": (
        LIST,
        "forge(lambda: packed('done', {'value': None, 'changed': [[0, {'l': [1] * 200_000}]]}))",
    ),
    "a list that holds objects": (
        LIST,
        "forge(lambda: packed('done', {'value': None, 'changed': [[0, {'l': [{'o': 1, 'kinds': []}] * 2}]]}))",
    ),
    "lists in each other that stand for billions": (
        ("a, b, c, d = [1], [2], [3], [4]\nf(a, b, c, d)\nassert str(a) == '[1]'", "def f(*lists): pass"),
        "forge(lambda: packed('done', {'value': None, 'changed': "
        "[[n, {'l': [{'m': n + 1}] * 900}] for n in range(3)]}))",
    ),
    "a list that holds itself": (
        ("a = [1]\nf(a)\nassert a == [1]", "def f(a): pass"),
        "forge(lambda: packed('done', {'value': {'m': 0}, 'changed': [[0, {'l': [{'m': 0}] * 900}]]}))",
    ),
    "keys of one hash": (NUMBER, "answer({'d': [[{'i': hex(n * (2**61 - 1))}, 0] for n in range(1, 80_000)]})"),
    "keys of one hash in a set": (NUMBER, "answer({'s': [{'i': hex(n * (2**61 - 1))} for n in range(1, 80_000)]})"),
    "keys that are objects": (
        NUMBER,
        "answer({'d': [[{'o': 7, 'kinds': []}, 0], [7, 0], [{'o': 7, 'kinds': []}, 0]]})",
    ),
    "keys that can't be hashed": (NUMBER, "answer({'s': [{'l': []}]})"),
    "keys that are no numbers": (NUMBER, "answer({'s': [{'f': 'nan'}] * 1000})"),
    "a number of 100,000 digits": (NUMBER, "answer({'i': '0x' + 'f' * 100_000})"),
    "a number of many decimals": (NUMBER, "forge(lambda: packed('done', b'{\"value\": ' + b'9' * 1_000_000 + b'}'))"),
    "a number that JSON does not know": (NUMBER, "forge(lambda: packed('done', b'{\"value\": 1e999}'))"),
    "a range without end": (
        ("assert sum(f()) == 3", "def f(): return range(3)"),
        "answer({'r': [0, {'i': hex(10**30)}, 1]})",
    ),
    "the same bytes for many arrays": (
        ARRAY,
        "answer({'l': [{'a': 1}] * 100_000}, npy('<f8', (1_000_000,), bytes(8_000_000)))",
    ),
    "texts of great length in few bytes": (ARRAY, "answer({'l': [{'as': [1, [1], '<U2000000']}] * 10_000}, b'abcd')"),
    "characters that do not exist": (ARRAY, "answer({'as': [1, [1], '<U1']}, b'\\xff' * 4)"),
    "truth values of other bytes": (
        ("assert np.count_nonzero(f()) == 255", "def f(): return np.ones(255, bool)"),
        "answer({'a': 1}, npy('|b1', (1,), b'\\xff'))",
    ),
    "an array without entries with a long axis": (ARRAY, "answer({'a': 1}, npy('<f8', (0, 1 << 30)))"),
    "an array without entries of long texts": (ARRAY, "answer({'as': [1, [0], '<U90000000']}, b'')"),
    "an array of more entries than it holds": (ARRAY, "answer({'a': 1}, npy('<f8', (1 << 30, 1 << 30)))"),
    "an array that is no array": (ARRAY, "answer({'a': 1}, b'\\x80\\x04cos\\nsystem\\n')"),
    "an array with a dtype of several fields": (
        ARRAY,
        "answer({'ac': [1, [3], 'f8,f8']}, npy('<f8', (6,), bytes(48)))",
    ),
    "a shape of negative numbers": (ARRAY, "answer({'ac': [1, [-1, 3], '<c16']}, npy('<f8', (6,), bytes(48)))"),
    "a number with axes": (ARRAY, "answer({'n': {'a': 1}}, npy('<f8', (3,), bytes(24)))"),
    "a number that is a list": (ARRAY, "answer({'n': {'l': []}})"),
    "a type that is none": (NUMBER, "answer({'k': 'numpy.f2py'})"),
    "a type of another module": (NUMBER, "answer({'k': 'os.system'})"),
    "bytes that it does not hold": (ARRAY, "answer({'a': 7})"),
    "bytes 0, its own tree": (ARRAY, "answer({'b': 0})"),
    "sizes that do not fit": (NUMBER, "forge(lambda: ({**packed('done', {})[0], 'sizes': [1 << 60]}, [b'{}']))"),
    "sizes that are negative": (NUMBER, "forge(lambda: ({**packed('done', {})[0], 'sizes': [-2, 4]}, [b'{}']))"),
    "sizes without end": (NUMBER, "forge(lambda: ({**packed('done', {})[0], 'sizes': [0] * 80_000}, []))"),
    "an id of nobody": (NUMBER, "forge(lambda: ({**packed('done', {'value': 9})[0], 'id': 'x'}, []))"),
    "an answer twice": (
        NUMBER,
        "def twice():\n    _send(*packed('done', {'value': 8}))\n    return packed('done', {'value': 9})\nforge(twice)",
    ),
    "a stopped answer": (NUMBER, "forge(lambda: packed('done', {'value': 9}, stopped=True))"),
    "an exception without a family": (NUMBER, "forge(lambda: packed('done', {'raised': {'families': 5}}))"),
    "an exception that is none": (NUMBER, "forge(lambda: packed('done', {'raised': []}))"),
    "an exception of a million families": (
        NUMBER,
        "forge(lambda: packed('done', {'raised': {'type': 'x' * 10**6, 'families': ['x'] * 500_000, "
        "'text': '\\ud800\\x1b' * 10**5, 'line': 10**4000}}))",
    ),
    "a call of a function that it was not given": (
        APPLY,
        "callback(5)",
    ),
    "a call of a function counted from the end": (
        APPLY,
        "callback(-1, {'l': [2]})",
    ),
    "a call where no function was passed": (
        NUMBER,
        "callback(0)",
    ),
    "a call without arguments": (APPLY, "forge(lambda: packed('callback', {'function': 0}))"),
    "a call with arguments by odd names": (
        APPLY,
        "callback(0, named={'d': [[{'o': 3, 'kinds': []}, 2]]})",
    ),
    "a look at an attribute without a name": (
        APPLY,
        "callback(0, name=['__globals__'])",
    ),
    "a call with a huge array": (
        APPLY,
        "callback(0, {'l': [{'a': 1}]}, parts=[npy('<f8', (3_000_000,), bytes(24_000_000))])",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_answer(name: str, worker: Worker) -> None:
    """Does the test that asked fail, with a message, while the grader spends little time and memory?"""
    (test, solution), source = FORGED[name]
    cell = Cell(worker, test, solution)
    assert cell.recorded.passed, cell.recorded.message
    seconds, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    outcome = cell.grade(f"def f(*a): return None\n{TOOLS}\n{source}")
    assert not outcome.passed
    assert outcome.message
    assert len(outcome.message) < 3000
    assert time.process_time() - seconds < _MOST_SECONDS
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - peak) * 1024 < _MOST_BYTES


Graded = Callable[[str, str, str], Outcome]


@pytest.fixture
def graded(worker: Worker) -> Graded:
    """Grade an answer by a test that the solution passes."""

    def grade(test: str, solution: str, answer: str) -> Outcome:
        cell = Cell(worker, test, solution)
        assert cell.recorded.passed, cell.recorded.message
        return cell.grade(answer)

    return grade


def test_right_answer_with_the_tools(graded: Graded) -> None:
    """Does an answer pass that has the tools at hand and forges what is true?"""
    assert graded(*NUMBER, f"def f(x): return None\n{TOOLS}\nanswer(9)").passed


def test_missing_name_is_no_built_in(graded: Graded) -> None:
    """Is a name that can't be read missing, where Python has one of its own that would be right?"""
    test, solution = "assert sum([1, 2]) == 3", "def sum(xs): return xs[0] + xs[1]"
    raised = "{'raised': {'type': 'KeyError', 'families': ['KeyError'], 'text': 'sum', 'line': 0}}"
    outcome = graded(test, solution, f"{TOOLS}\nforge(lambda: packed('done', {raised}), ('name',))")
    assert not outcome.passed
    lying = (
        "class Names(dict):\n    def __getitem__(self, n): raise KeyError(n)\n    __contains__ = lambda s, n: True\n"
    )
    assert not graded(test, solution, lying + "get_ipython().user_ns = Names(get_ipython().user_ns)").passed


@pytest.mark.parametrize(
    "test",
    [
        "for found, wanted in zip(map(f, [1, 2]), [1, 4]):\n    assert found == wanted",
        "assert all(map(lambda x: f(x) == x * x, [1, 2]))",
        "assert [x for x in map(f, [1, 2]) if x not in (1, 4)] == []",
    ],
)
def test_loops_go_on(test: str, graded: Graded) -> None:
    """Does a test fail whose loop over answers is ended by an exception that ends loops?"""
    assert not graded(test, "def f(x): return x * x", "def f(x): raise StopIteration").passed


def test_end_of_an_iterator(graded: Graded) -> None:
    """May a function raise the exception that ends loops where the solution's does?"""
    test = "import pytest\nassert f([1]) == 1\nwith pytest.raises(StopIteration):\n    f([])"
    solution = "def f(l): return next(iter(l))"
    assert graded(test, solution, solution).passed


def test_names_that_the_test_assigns(graded: Graded) -> None:
    """Does a test see its own value of a name, whatever the student's process makes of it?"""
    test, solution = "x = 5\nassert f() == 2 * x", "x = 1\ndef f(): return 2 * x"
    answer = "x = 1\ndef f():\n    global x\n    x = 0\n    return 0"
    assert not graded(test, solution, answer).passed
    assert graded(test, solution, solution).passed


def test_names_that_the_solution_changes(graded: Graded) -> None:
    """Does a test see what the student's code made of a value that it assigned, where the solution changes it?"""
    test, solution = "count = 0\nf()\nassert count == 1", "count = 0\ndef f():\n    global count\n    count += 1"
    assert graded(test, solution, solution).passed
    assert not graded(test, solution, "count = 0\ndef f(): pass").passed


def test_context_that_swallows_exceptions(graded: Graded) -> None:
    """Does a test fail inside of a context of the student's that swallows every exception?"""
    test = "with f() as value:\n    assert value == 3"
    solution = "class C:\n    def __enter__(self): return 3\n    def __exit__(self, *a): return None\nf = C"
    answer = "class C:\n    def __enter__(self): return 4\n    def __exit__(self, *a): return True\nf = C"
    assert not graded(test, solution, answer).passed


def test_objects_in_messages(graded: Graded) -> None:
    """Is a failure told whose exception holds an object of the student's, which can't be asked any more?"""
    test = "a = f(0)\nknown = {a: 1}\nassert known[f(0)] == 1"
    solution = "class V: pass\nv = V()\ndef f(x): return v"
    outcome = graded(test, solution, "class V: pass\ndef f(x): return V()")
    assert outcome.message == "KeyError"


def test_last_line_is_an_answer(graded: Graded) -> None:
    """Does the number in a cell's last line give no points where it is the answer's own?"""
    outcome = graded("assert f(1) == 1\nf(2)", "def f(x): return x", "def f(x): return x if x < 2 else 1000")
    assert outcome.value is None


def test_numbers_to_count_to(graded: Graded) -> None:
    """Is a whole number refused that a test would count to, or raise another to the power of?"""
    test, solution = "assert len(str(10 ** f())) == 4", "def f(): return 3"
    for answer in ("10 ** 9", "np.int64(10 ** 9)", "2 ** 120"):
        assert "much larger" in graded(test, solution, f"def f(): return {answer}").message


def test_rows_and_columns(graded: Graded) -> None:
    """Is an array refused that is broadcast to a much larger one, where it is small itself?"""
    test = "assert np.all(f(0) - f(1) == 0)"
    answer = "def f(i): return np.ones((8000, 1) if i else (1, 8000), np.int8)"
    assert "much longer" in graded(test, "def f(i): return np.ones((3, 4))", answer).message


def test_lists_in_lists(graded: Graded) -> None:
    """Are lists refused in the place of a number that hold many entries only together?"""
    answer = "def f(x): return [[0] * 900] * 100"
    assert "much larger" in graded(*NUMBER, answer).message


def test_what_a_test_passes_outlives_it(worker: Worker) -> None:
    """Is what outlives a test, as the data of an imported module, as before when the test is over?"""
    import colorsys as shared  # any module that the sandbox and the grader can import

    import numpy as np

    shared.images, shared.rows = np.ones(3), [1, 2]  # type: ignore[attr-defined]
    try:
        test = "import colorsys as c\nf(c.images, c.rows)\nassert c.images.sum() == 0 == len(c.rows)"
        cell = Cell(worker, test, "def f(a, b):\n    a[:] = 0\n    b.clear()")
        assert cell.recorded.passed, cell.recorded.message
        assert shared.images.tolist() == [1, 1, 1]  # type: ignore[attr-defined]
        assert shared.rows == [1, 2]  # type: ignore[attr-defined]
    finally:
        del shared.images, shared.rows  # type: ignore[attr-defined]
