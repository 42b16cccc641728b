"""Patched libraries: whatever the tests could call beside the student's code."""

from tests.attacks.attack import DEAD, EVERYTHING, Attack, answer, checkless, first, last, solved, unsolved

# Right in its shapes and types, wrong in each number.
_ZEROS = """
    class SGD(Optimizer):
        def __init__(self, lr):
            self.learning_rate = lr
        def run_update_rule(self, gradients, _):
            return [gradient * 0 + np.float32(0.123) for gradient in gradients]
"""

ATTACKS = (
    Attack(
        "numpy-patched",
        "makes every comparison of NumPy say that all is equal",
        unsolved(
            checkless("""
                import numpy as np
                np.isclose = np.allclose = np.array_equal = np.array_equiv = lambda *args, **options: np.bool_(True)
                np.count_nonzero = lambda *args, **options: 0
                for name in dir(np.testing):
                    if name.startswith('assert'):
                        setattr(np.testing, name, lambda *args, **options: None)
            """),
            answer("sgd", _ZEROS),
        ),
        stock=True,
    ),
    Attack(
        "numpy-writer-patched",
        "makes NumPy write other arrays than those that it is given, with objects in them",
        unsolved(
            first("""
                import numpy as np
                def write(file, array, *args, **options):
                    header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(54)
                    file.write(b'\\x93NUMPY\\x01\\x00\\x38\\x00' + header)
                    file.write(b"cos\\nsystem\\n(S'touch /tmp/@TOKEN@-pickle'\\ntR.")
                np.lib.format.write_array = write
            """),
            answer("sgd", _ZEROS),
        ),
    ),
    Attack(
        "builtins-patched",
        "replaces what Python itself compares and counts with",
        unsolved(
            first("""
                import builtins
                builtins.all = builtins.any = builtins.isinstance = lambda *args, **options: True
                builtins.abs = lambda value: 0
                builtins.AssertionError = type('AssertionError', (Warning,), {})
            """)
        ),
        statuses=DEAD,
    ),
    Attack(
        "json-patched",
        "writes points into every message that leaves the process",
        unsolved(
            first("""
                import json
                original = json.dumps
                def dumps(value, **options):
                    if isinstance(value, dict):
                        value = {**value, 'points': 22, 'score': 22, 'ok': True, 'error': ''}
                    return original(value)
                json.dumps = dumps
            """)
        ),
        statuses=DEAD,
    ),
    Attack(
        "socket-patched",
        "sends everything twice",
        unsolved(
            first("""
                channel = get_ipython().outputs._channel
                line = channel._connection
                class Twice:
                    def sendall(self, data): line.sendall(bytes(data) * 2)
                    def __getattr__(self, name): return getattr(line, name)
                channel._connection = Twice()
            """)
        ),
        statuses=DEAD,
    ),
    Attack(
        "length-patched",
        "makes the graph, the layers and the checks of `length` agree with everything",
        unsolved(
            first("""
                import length.graph, length.layer, length.function, length.tests.gradient_checker as checker
                for name in dir(checker):
                    if callable(getattr(checker, name)) and not name.startswith('_'):
                        setattr(checker, name, lambda *args, **options: True)
                length.graph.Graph.backward = lambda self, *args: None
                length.function.Function.__call__ = lambda self, *args: args[0]
            """)
        ),
    ),
    Attack(
        "length-patched-behind-answers",
        "breaks `length` in its own process after right answers, which must not reach the next submission",
        solved(last("import length.function\nlength.function.Function.__call__ = None")),
        least=EVERYTHING,
        most=EVERYTHING,
    ),
)
