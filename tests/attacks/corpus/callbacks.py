"""Functions and objects of the tests in the hands of student code, and messages that it writes itself."""

from textwrap import dedent, indent

from tests.attacks.attack import DEAD, EVERYTHING, LATE, Attack, before, first, last, solved, unsolved
from tests.attacks.corpus.boundary import YES
from tests.attacks.corpus.protocol import DONE, TOOLS

# What `evaluate` earns: it is called with a model of the tests' own.
_EVALUATE = 0.75
_WITHOUT = EVERYTHING - _EVALUATE


def _evaluate(name: str, purpose: str, body: str, before_it: str = "", *, least: float = _WITHOUT) -> Attack:
    """Return an attack in a function that is given an object of the tests; all else is right."""
    source = f"{before_it}\ndef evaluate(model, batches):\n{indent(dedent(body).strip(), '    ')}\n"
    later = last("if globals().get('found'):\n    won(f'{found[0]!r}'[:200])")
    return Attack(name, purpose, solved(before("test_end_to_end", source), later), least, _WITHOUT, statuses=DEAD)


_CALLED = (
    _evaluate(
        "called-a-million-times",
        "calls a function of the test a million times",
        "for _ in range(1_000_000): model.forward(batches[0], train=False)\nreturn 0.0, 0.0",
    ),
    _evaluate(
        "called-within-itself",
        "lets a function of the test and its answer call each other without end",
        """
        class Batch:
            @property
            def data(self): return model.forward(self)
            labels = data
        return model.forward(Batch()), 0.0
        """,
    ),
    _evaluate(
        "called-afterwards",
        "calls a function of the test from a thread, when the call that it was given to is over",
        """
        def later():
            while True:
                try:
                    kept.append(model.forward(batches[0]))
                    found.append('called a function of the test afterwards')
                except RuntimeError:
                    pass
                time.sleep(0.01)
        threading.Thread(target=later, daemon=True).start()
        return 0.0, 0.0
        """,
        "import threading, time\nfound, kept = [], []\n",
    ),
    _evaluate(
        "called-by-a-child",
        "calls a function of the test in a forked process, which writes to the same line",
        """
        if os.fork() == 0:
            try:
                model.forward(batches[0])
            finally:
                os._exit(0)
        os.wait()
        return 0.0, 0.0
        """,
        "import os\n",
        least=0,
    ),
    _evaluate(
        "called-with-too-much",
        "calls a function of the test with arrays of megabytes, long lists, huge numbers and objects that say yes",
        """
        for argument in (np.ones(3_000_000), [0] * 90_000, 10 ** 4000, Yes(), [[0] * 900] * 90, 'x' * 3_000_000):
            try: model.forward(argument)
            except BaseException: pass
        return Yes(), Yes()
        """,
        YES,
    ),
    _evaluate(
        "private-attributes",
        "asks an object of the test for its code, its names and its class",
        """
        for name in ('__globals__', '__code__', '__dict__', '__class__', '__init__', '__func__', '__self__',
                     '__closure__', '__defaults__', '__reduce__', '_private', 'mro', 'f_globals', 'gi_frame'):
            for owner in (model, model.forward):
                try: found.append((name, owner._objects.call_back(owner._number, name, (), {})))
                except BaseException: pass
        return 0.0, 0.0
        """,
        "found = []\n",
    ),
    _evaluate(
        "attributes-by-the-thousand",
        "asks an object of the test for a hundred thousand attributes",
        """
        for number in range(100_000):
            try: getattr(model, f'a{number}')
            except AttributeError: pass
        return 0.0, 0.0
        """,
    ),
    _evaluate(
        "numbers-of-others",
        "asks for functions and objects of the tests that it was not given",
        """
        for number in [*range(-5, 200), 10 ** 30, True]:
            try: found_here.append(model._objects.call_back(number, None, (), {}))
            except BaseException: pass
        return 0.0, 0.0
        """,
        "found_here = []\n",
    ),
    _evaluate(
        "failures-caught",
        "catches whatever the functions of the test raise, and goes on",
        """
        for batch in [None, 7, *batches]:
            try: model.forward(batch)
            except BaseException as error: errors.append(str(error))
        return 0.0, 0.0
        """,
        "errors = []\n",
    ),
)


def _forged(name: str, purpose: str, source: str) -> Attack:
    """Return an attack that writes its messages itself and has no right answer."""
    return Attack(name, purpose, unsolved(first(TOOLS + DONE + source)), statuses=DEAD)


_MESSAGES = (
    _forged(
        "ids-wrong",
        "answers with the ids of other requests",
        "asked, _ = channel.receive()\nreply({**asked, 'id': request}, {'value': FUNCTION})\nserve(lambda: (1, []))",
    ),
    _forged(
        "answers-several",
        "sends several answers to each request",
        "while True:\n    asked, _ = channel.receive()\n    for n in range(50): reply(asked, {'value': n})",
    ),
    _forged(
        "callbacks-of-nobody",
        "calls functions of the tests where none was passed, by numbers that are negative or huge",
        "import itertools\nnumbers = itertools.cycle([0, -1, 10 ** 30, True, None, '0', [], 1.0])\n"
        "while True:\n    asked, _ = channel.receive()\n"
        "    tree = {'function': next(numbers), 'name': None, 'arguments': {'l': []}, 'named': {'d': []}}\n"
        "    reply(asked, tree, kind='callback')",
    ),
    _forged(
        "callbacks-without-end",
        "calls functions of the tests in answer to whatever it is told",
        "while True:\n    asked, _ = channel.receive()\n"
        "    tree = {'function': 0, 'name': None, 'arguments': {'l': [{'o': 5, 'kinds': []}]}, 'named': {'d': []}}\n"
        "    if asked['kind'] == 'operate' and asked['operation'] == 'name': reply(asked, {'value': FUNCTION})\n"
        "    elif asked['kind'] == 'operate': reply(asked, tree, kind='callback')\n"
        "    else: line.sendall(frame({'id': asked['id'], 'kind': 'done', 'ok': True}))",
    ),
    _forged(
        "objects-by-the-thousand",
        "tells of objects without number, by numbers that are negative or huge",
        "serve(lambda: ({'l': [{'o': n, 'kinds': []} for n in range(90_000)]}, []),"
        " lambda: ({'o': 10 ** 30, 'kinds': [['x', 'y']] * 9000}, []))",
    ),
    _forged("objects-of-the-tests", "answers with objects of the tests", "serve(lambda: ({'o': -1, 'kinds': []}, []))"),
    _forged("tags-twice", "names a tag twice", "serve(lambda: ({'l': [], 't': [], 'a': 1}, []))"),
    _forged(
        "trees-deep",
        "answers with trees that are nested deeply",
        "tree = 1\nfor _ in range(300): tree = {'l': [tree]}\nserve(lambda: (tree, []))",
    ),
    _forged(
        "trees-wide",
        "answers with millions of empty lists",
        "while True:\n    asked, _ = channel.receive()\n"
        "    reply(asked, b'{\"value\": {\"l\": [' + b'{\"l\":[]},' * 900_000 + b'1]}}')",
    ),
    _forged(
        "changes-of-nothing",
        "says that it changed arguments that do not exist, or into lists of a million",
        "import itertools\nchanges = itertools.cycle([[[99, {'l': []}]], [[-1, {'l': []}]], 7,"
        " [[0, {'l': [0] * 90_000}]],"
        " [[n, {'l': [{'m': n + 1}] * 900}] for n in range(2)], [[0, {'l': [{'m': 0}] * 900}]], [[0, {'d': []}]]])\n"
        "while True:\n    asked, _ = channel.receive()\n    if asked['kind'] != 'operate':\n"
        "        line.sendall(frame({'id': asked['id'], 'kind': 'done', 'ok': True}))\n"
        "    elif asked['operation'] == 'name': reply(asked, {'value': FUNCTION})\n"
        "    else: reply(asked, {'value': OBJECT, 'changed': next(changes)})",
    ),
    _forged(
        "keys-odd",
        "answers with dicts whose keys are objects, no numbers, lists, or of one hash",
        "import itertools\nkeys = itertools.cycle([[OBJECT] * 99, [{'f': 'nan'}] * 9_000, [{'l': []}],"
        " [7, {'o': 7, 'kinds': []}],"
        " [{'i': hex(n * (2 ** 61 - 1))} for n in range(1, 60_000)]])\n"
        "serve(lambda: ({'d': [[key, 0] for key in next(keys)]}, []))",
    ),
    _forged(
        "bytes-named-again",
        "names the same megabytes a hundred thousand times",
        "array = npy('<f4', (1_000_000,), bytes(4_000_000))\nserve(lambda: ({'l': [{'a': 1}] * 90_000}, [array]))",
    ),
    _forged(
        "texts-announced",
        "announces arrays of texts of gigabytes in a few bytes",
        "serve(lambda: ({'l': [{'as': [1, [1], '<U90000000']}] * 9_000}, [b'abcd']))",
    ),
    _forged(
        "exceptions-forged",
        "raises exceptions of the families that ways of the tests depend on",
        "import itertools\nfamilies = itertools.cycle(['KeyError', 'StopIteration', 'SystemExit', 'KeyboardInterrupt',"
        " 'AttributeError', 'NotImplementedError', 'ExceptionGroup', 'UnicodeDecodeError', 'GeneratorExit', 7])\n"
        "while True:\n    asked, _ = channel.receive()\n    kind = next(families)\n"
        "    reply(asked, {'raised': {'type': kind, 'families': [kind] * 90_000,"
        " 'text': '\\ud800\\x1b' * 99_999, 'line': -1}})",
    ),
    _forged(
        "stopped-forged",
        "says of each answer that it was stopped",
        "while True:\n    asked, _ = channel.receive()\n"
        "    line.sendall(frame({'id': asked['id'], 'kind': 'done', 'ok': True, 'stopped': True, 'sizes': []}))",
    ),
    _forged(
        "handles-that-say-yes",
        "answers with objects that claim to be of NumPy's and Python's own types",
        "kinds = [['numpy', 'ndarray'], ['builtins', 'float'], ['builtins', 'list']]\n"
        "serve(lambda: ({'o': 3, 'kinds': kinds, 'callable': True}, []), lambda: ({'o': 4, 'kinds': kinds}, []))",
    ),
)


def _patched(name: str, purpose: str, source: str) -> Attack:
    """Return an attack on what writes and reads in its own process."""
    return Attack(name, purpose, unsolved(first(source)), statuses=LATE | DEAD)


_FIND = """
import gc, sys
def module(part):
    return next(m for n, m in sys.modules.items() if n.endswith('.' + part) and hasattr(m, '__file__'))
"""

_PATCHES = (
    _patched(
        "writer-patched",
        "replaces what writes answers by what writes ones",
        _FIND + "import numpy as np\nEncoder = module('plain_data').Encoder\noriginal = Encoder.encode\n"
        "Encoder.encode = lambda self, value, *a: original(self, np.ones(3, np.float32), *a)\n",
    ),
    _patched(
        "operations-patched",
        "replaces the operations that tests ask for",
        _FIND + "Objects = module('objects').Objects\n"
        "for name in dir(Objects):\n    if name.startswith('_do_'): setattr(Objects, name, lambda self, *a: 1.0)\n",
    ),
    _patched(
        "reader-patched",
        "reads what the tests pass by a reader of its own, and looks for functions in it",
        _FIND + "import pickle, struct\nreader = module('objects')._Reader\noriginal = reader.load\n"
        "def load(self):\n    found = original(self)\n    sys.seen = repr(found)[:2000]\n    return found\n"
        "reader.load = load\npickle.loads = pickle.load = lambda *a, **k: None\n"
        "struct.unpack = struct.pack = lambda *a: None\n",
    ),
    _patched(
        "functions-sent-back",
        "sends stand-ins with numbers of its own choice back to the grader",
        _FIND + "Objects = module('objects').Objects\nObjects._keep = lambda self, value: -1 - len(repr(value))\n",
    ),
)

ATTACKS = _CALLED + _MESSAGES + _PATCHES
