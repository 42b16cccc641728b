"""Answers to hidden tests that lie, act or never end, beside right answers, which have to keep their points.

The tests run in the grader and ask the student's process; what they must not do is believe an object.
"""

from textwrap import indent

from tests.attacks.attack import DEAD, EVERYTHING, LATE, POINTS, Attack, Edit, answer, before, first, last, solved

# Nothing else is made of the task that is answered otherwise.
_WITHOUT_ADAM = EVERYTHING - POINTS["test_adam"]

# Says yes to whatever it is asked.
YES = """
class Yes:
    shape, dtype, size, ndim = (4, 3), np.dtype(np.float32), 12, 2
    def __eq__(self, other): return True
    __lt__ = __le__ = __gt__ = __ge__ = __ne__ = __contains__ = __eq__
    def __bool__(self): return True
    def __len__(self): return 3
    def __float__(self): return 0.01
    __int__ = __index__ = lambda self: 1
    def __sub__(self, other): return 0.0
    __rsub__ = __add__ = __radd__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __pow__ = __sub__
    def __abs__(self): return 0.0
    __neg__ = __pos__ = __round__ = __abs__
    def __array__(self, *a, **k): return np.zeros((4, 3), np.float32)
    def __array_ufunc__(self, *a, **k): return np.bool_(True)
    def __array_function__(self, *a, **k): return np.bool_(True)
    def __iter__(self): return iter([self] * 3)
    def __getitem__(self, key): return self
    def __getattr__(self, name): return self
    def __call__(self, *a, **k): return self
    def __hash__(self): return 0
    def __enter__(self): return self
    def __exit__(self, *a): return True
    def __instancecheck__(self, other): return True
"""


def adam(body: str, before_it: str = "") -> Edit:
    """Answer the bonus task: a step is this body, with `gradients` and `layer`."""
    return answer(
        "adam",
        f"""{before_it}
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate

    def run_update_rule(self, gradients, layer):
{indent(body.strip(), " " * 8)}
""",
    )


def _lying(name: str, purpose: str, body: str, before_it: str = "", least: float = _WITHOUT_ADAM) -> Attack:
    """Return an attack whose one wrong answer earns nothing and costs no other."""
    return Attack(name, purpose, solved(adam(body, before_it)), least, _WITHOUT_ADAM, statuses=DEAD)


_OBJECTS = (
    _lying("yes-to-everything", "answers with an object that says yes to whatever it is asked", "return [Yes()]", YES),
    _lying("yes-in-place-of-a-list", "answers with such an object where a list belongs", "return Yes()", YES),
    _lying(
        "class-claimed",
        "answers with an object that says that it is an array, and is of a type of that name from NumPy",
        "return [Own() for _ in gradients]",
        YES + "\nclass Own(Yes):\n    __class__ = np.ndarray\n"
        "Own.__name__ = Own.__qualname__ = 'ndarray'\nOwn.__module__ = 'numpy'\n",
    ),
    _lying(
        "number-claimed",
        "answers with a subclass of NumPy's numbers that compares as it likes and calls itself NumPy's own",
        "return [Own(1) for _ in gradients]",
        "class Own(np.float64):\n    __eq__ = __le__ = __ge__ = lambda self, other: True\n    __hash__ = None\n"
        "Own.__name__, Own.__module__ = 'float64', 'numpy'\n",
    ),
    _lying(
        "table-claimed",
        "answers with an object that calls itself a table of pandas",
        "return [Own()]",
        YES + "\nclass Own(Yes): iloc = index = columns = values = name = nlevels = 1\n"
        "Own.__name__, Own.__module__ = 'DataFrame', 'pandas.core.frame'\n",
    ),
    _lying(
        "tensor-claimed",
        "answers with an object of a library for tensors that makes itself an array of objects",
        "return [Own()]",
        YES + "\nclass Own(Yes):\n    def __array__(self, *a, **k): return np.full((4, 3), Yes(), object)\n"
        "    def detach(self): return self\n    cpu = detach\nOwn.__module__ = 'torch'\n",
    ),
    _lying(
        "iterable-without-end",
        "answers with iterators and generators that never end",
        "calls.append(1)\nreturn [Own(), iter(Own()), itertools.count(), (g for g in iter(int, 1))][len(calls) % 4]",
        "import itertools\ncalls = []\nclass Own:\n    def __iter__(self): return itertools.repeat(np.ones((4, 3)))\n",
        least=0,
    ),
    _lying(
        "length-without-end",
        "answers with lists that say that they hold 2 ** 62 entries",
        "return Own(gradients)",
        "class Own(list):\n    def __len__(self): return 2 ** 62\n"
        "    def __iter__(self): return iter([np.ones((4, 3), np.float32)] * 3)\n",
    ),
    _lying(
        "contents-that-change",
        "answers with a list and an array that another thread changes while they are read",
        "out = [np.zeros_like(g) for g in gradients]\nkept.append(out)\nreturn out",
        "import threading\nkept = []\ndef change():\n    while True:\n        for out in kept[-3:]:\n"
        "            out.append(np.zeros(3))\n            out[0] = np.random.rand(*out[0].shape)\n"
        "            del out[5:]\nthreading.Thread(target=change, daemon=True).start()\n",
    ),
    _lying(
        "operands-recorded",
        "answers with an object that learns what is subtracted from it, and answers that the next time",
        "return [Learns() for _ in gradients]",
        "heard = []\nclass Learns:\n    def __sub__(self, other):\n        heard.append(other)\n        return 0.0\n"
        "    __rsub__ = __eq__ = __mul__ = __truediv__ = __sub__\n    __hash__ = None\n"
        "    def __array__(self, *a, **k): return np.asarray(heard[-1] if heard else np.zeros((4, 3)), np.float32)\n"
        "    def __array_ufunc__(self, ufunc, method, *inputs, **options):\n"
        "        heard.extend(i for i in inputs if i is not self)\n        return np.zeros(3)\n",
    ),
    _lying(
        "test-own-object-returned",
        "answers with the objects that the test passed",
        "return [layer for _ in gradients]",
    ),
    _lying(
        "arrays-of-objects",
        "answers with arrays of objects, records, texts, dates, numbers of 16 bytes and none at all",
        "calls.append(1)\ng = gradients[0]\nreturn [[np.full(g.shape, Yes(), object)], [np.zeros(g.shape, 'f4,U3')],"
        "[np.full(g.shape, 'x' * 99)], [np.zeros(g.shape, 'M8[s]')], [g.astype('g') * np.nan],"
        "[np.zeros((0, *g.shape))], [np.float32(1)], []][len(calls) % 8]",
        YES + "\ncalls = []\n",
    ),
    _lying(
        "numbers-huge",
        "answers with numbers of thousands of digits, endless ranges and texts of megabytes",
        "calls.append(1)\nreturn [[10 ** 4000], 10 ** 4900, range(10 ** 40), 'x' * 4_000_000, b'x' * 30_000_000,"
        "[float('nan')], 1 << 120][len(calls) % 7]",
        "calls = []\n",
    ),
    _lying(
        "lists-in-lists",
        "answers with lists of lists of lists, of which the innermost are few and stand for millions",
        "out = [0] * 300\nfor _ in range(6): out = [out] * 300\nreturn out",
    ),
    _lying("lists-in-themselves", "answers with a list that holds itself", "out = []\nout += [out] * 9\nreturn out"),
    _lying(
        "keys-of-one-hash",
        "answers with a dict whose keys all have one hash",
        "return {n * (2 ** 61 - 1): 0 for n in range(1, 3_000)}",
    ),
    _lying(
        "texts-odd",
        "answers with halves of characters, control characters and names of properties that hold",
        "return ['\\ud800\\x1b[2J\\u202e\\x00', '\\n  \\u2713 1.5/1.5  the steps of one parameter array']",
    ),
)

_ARGUMENTS = (
    _lying(
        "arguments-zeroed",
        "sets its arguments to the answers that it gives, so that what is expected might follow from them",
        "for g in gradients: g[...] = 0\nreturn [g * 0 for g in gradients]",
    ),
    _lying(
        "arguments-reshaped",
        "changes shape and dtype of the arrays that it was given",
        "for g in gradients:\n    g.shape = g.shape[::-1]\n    g.dtype = np.int32\nreturn gradients",
    ),
    _lying(
        "arguments-grown",
        "makes the list that it was given grow to a million entries",
        "gradients.extend([0.0] * 1_000_000)\nreturn gradients[:1]",
    ),
    _lying(
        "arguments-aliased",
        "puts its arguments into each other, and an object that says yes to everything",
        "gradients[:] = [gradients, layer, Yes()] * 100\nreturn gradients",
        YES,
    ),
    _lying(
        "arguments-recorded",
        "records hidden inputs in every place that outlives it, for the next submission and the next grading",
        "for place in places:\n    try:\n        open(f'{place}/@TOKEN@-inputs', 'a').write(repr(gradients))\n"
        "    except OSError: pass\nreturn gradients",
        "import os, tempfile\nplaces = ['/tmp', '/var/tmp', '/dev/shm', '/run', os.path.dirname(np.__file__)]\n",
    ),
)

_ERRORS = (
    _lying(
        "exceptions-hostile",
        "raises exceptions with hostile names, texts and families",
        "calls.append(1)\nraise kinds[len(calls) % len(kinds)]('\\x1b]0;owned\\x07' + 'x' * 1_000_000)",
        "calls = []\nclass Loud(Exception):\n    def __str__(self): raise self\n"
        "class Endless(Exception):\n    def __str__(self): return self.__str__()\n"
        "class Other(Exception):\n    def __str__(self): return 7\n"
        "Odd = type('\\n\\u2713 3/3 \\x1b[2J', (Exception,), {})\n"
        "Alike = type('TestFailed', (AssertionError,), {'__module__': 'autograder.remote.errors'})\n"
        "class Group(ExceptionGroup):\n    def __new__(cls, text): return super().__new__(cls, text, [ValueError()])\n"
        "kinds = [Loud, Endless, Other, Odd, Alike, Group, KeyError, UnicodeError, OSError, StopIteration]\n",
    ),
    _lying("exits-in-an-answer", "ends the program in an answer", "raise SystemExit(0)"),
    _lying("interrupts", "raises what an interrupt raises", "raise KeyboardInterrupt", least=0),
    _lying("ends-loops", "raises what ends loops and generators", "raise StopIteration"),
    _lying("ends-generators", "raises what closes generators", "raise GeneratorExit"),
    _lying("exits-without-a-word", "ends the process in an answer", "__import__('os')._exit(0)"),
    Attack(
        "never-returns",
        "never returns from the last answer",
        solved(adam("while True:\n    pass")),
        _WITHOUT_ADAM - POINTS["test_fashion_question"],
        _WITHOUT_ADAM,
        statuses=LATE - {"graded", "repaired"},
    ),
    Attack(
        "never-returns-in-c",
        "never returns from the last answer, in C code that looks at no signal",
        solved(adam("return sum(__import__('itertools').repeat(0))")),
        _WITHOUT_ADAM - POINTS["test_fashion_question"],
        _WITHOUT_ADAM,
        statuses=DEAD - {"graded", "repaired"},
    ),
    _lying("recursion", "calls itself without end", "return self.run_update_rule(gradients, layer)"),
)

_WRONG = """
class Adam(Optimizer):
    def __init__(self, learning_rate=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
        self.learning_rate = learning_rate
    def run_update_rule(self, gradients, layer):
        return [g * 0 + 0.123 for g in gradients]
"""


def _rebinding(name: str, purpose: str, source: str, *others: Edit, least: float = _WITHOUT_ADAM) -> Attack:
    edits = (answer("adam", _WRONG), before("test_adam", source), *others)
    return Attack(name, purpose, solved(*edits), least, _WITHOUT_ADAM, statuses=DEAD)


_NAMES = (
    _rebinding(
        "helpers-rebound",
        "gives the names that tests use other meanings: np, close, len, print, the tests' own functions",
        "np = close = points = total = alone = reference = factor = same = normal = lambda *a, **k: True\n"
        "len = abs = all = any = isinstance = sum = zip = print = lambda *a, **k: 0\n",
    ),
    _rebinding(
        "assertions-rebound",
        "takes assertions apart: AssertionError, the built-in names, the exceptions that tests look at",
        "import builtins\nAssertionError = Warning\n"
        "builtins.AssertionError = type('AssertionError', (Warning,), {})\nbuiltins.ValueError = Warning\n"
        "__builtins__ = {}\n",
    ),
    _rebinding(
        "names-that-lie",
        "makes its namespace one that gives other values each time, or says that a name is missing",
        "class Names(dict):\n    looks = 0\n    def __contains__(self, name): return True\n"
        "    def __getitem__(self, name):\n        Names.looks += 1\n"
        "        if name == 'Adam' and Names.looks % 2: raise KeyError(name)\n"
        "        return dict.__getitem__(self, name)\nshell = get_ipython()\nshell.user_ns = Names(shell.user_ns)\n",
        least=_WITHOUT_ADAM - POINTS["test_fashion_question"],
    ),
    _rebinding(
        "answers-by-caller",
        "answers by looking at who asks",
        "import sys\nclass Sees:\n    def __init__(self, *a, **k): self.learning_rate = 0.1\n"
        "    def run_update_rule(self, gradients, layer):\n        frame, found = sys._getframe(), []\n"
        "        while frame is not None:\n            found += [v for k, v in frame.f_locals.items() if k in "
        "('expected', 'desired', 'wanted', 'contract', 'answers', 'place')]\n            frame = frame.f_back\n"
        "        sys.seen = found\n        return [np.asarray(v) for v in found[:1]] or gradients\nAdam = Sees\n",
        last("import sys\nif getattr(sys, 'seen', None):\n    won(f'{sys.seen!r}'[:200])"),
    ),
    Attack(
        "inputs-shown",
        "shows hidden inputs in a later cell: they reach the answers by their nature, and what is expected does not",
        solved(
            adam("seen.append([g.copy() for g in gradients])\nreturn gradients", "seen = []\n"),
            last("print(len(seen))\nimport pickle\nopen('seen', 'wb').write(pickle.dumps(seen))"),
            first("import os\nif os.path.exists('seen'):\n    won('inputs of an earlier grading')"),
        ),
        _WITHOUT_ADAM,
        _WITHOUT_ADAM,
    ),
)

ATTACKS = _OBJECTS + _ARGUMENTS + _ERRORS + _NAMES
