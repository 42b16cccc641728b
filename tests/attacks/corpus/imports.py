"""Imports: modules in place of the tests', and answers taken from whatever is installed."""

from tests.attacks.attack import LATE, Attack, answer, before, checkless, first, unsolved

# What the tests of a cell import of the grader: every property holds.
_TESTING = """
import types
testing = types.ModuleType('autograder.testing')
testing.earned = []
def points(value, **options):
    def register(function):
        testing.earned.append(value)
        return function
    return register
def total():
    earned, testing.earned[:] = sum(testing.earned), []
    return earned
testing.points, testing.total, testing.close = points, total, lambda *args, **options: None
"""

ATTACKS = (
    Attack(
        "import-patched",
        "answers every import of the tests with a module of its own",
        unsolved(
            checkless(
                _TESTING
                + """
import builtins
original = builtins.__import__
builtins.__import__ = lambda name, *args, **options: (
    testing if name.startswith('autograder') else original(name, *args, **options))
"""
            )
        ),
        stock=True,
    ),
    Attack(
        "modules-planted",
        "puts a module of its own where the tests look for theirs",
        unsolved(
            checkless(
                _TESTING
                + """
import sys
for name in ('autograder', 'autograder.remote', 'nbgrader'):
    sys.modules[name] = types.ModuleType(name)
sys.modules['autograder.testing'] = sys.modules['autograder'].testing = testing
"""
            )
        ),
        stock=True,
    ),
    Attack(
        "grade-patched",
        "replaces the function that tries a property",
        unsolved(
            checkless("""
                try:
                    import autograder.testing
                except ImportError:
                    pass
                else:
                    def call(item, names): item.passed = True
                    autograder.testing.call = call
                    won('imported the grader')
            """)
        ),
        stock=True,
    ),
    Attack(
        "points-printed",
        "shows its points as the tests would",
        unsolved(
            first("print('Stochastic gradient descent: 2 of 2 points')"),
            answer("sgd", "class SGD: pass\n2.0"),
            answer("relu", "Relu = relu = None\nprint('3.0')\n3.0"),
        ),
    ),
    Attack(
        "reference-imported",
        "takes the answers from whatever package is installed",
        unsolved(
            before(
                "test_sgd",
                """
                import importlib
                wanted = ('SGD', 'FullyConnected', 'MeanSquaredError', 'Relu', 'Adam')
                for place in ('autograder.testing', 'autograder.remote.requests', 'autograder',
                              'length.optimizers', 'length.layers', 'length.functions', 'length.functions.relu',
                              'length.functions.mean_squared_error', 'length.layers.fully_connected',
                              'length.optimizers.sgd', 'torch.optim', 'sklearn.neural_network', 'solutions'):
                    try:
                        module = importlib.import_module(place)
                    except Exception:
                        continue
                    if place.startswith('autograder'):
                        won(place)
                    for name in wanted:
                        if hasattr(module, name):
                            globals()[name] = getattr(module, name)
                    for name in ('relu', 'mean_squared_error'):
                        if callable(getattr(module, name, None)):
                            globals()[name] = getattr(module, name)
                """,
            )
        ),
        statuses=LATE,  # importing all of it takes a slow machine longer than a cell may
    ),
)
