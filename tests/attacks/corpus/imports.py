"""Imports: modules in place of the tests', and answers taken from whatever is installed."""

from tests.attacks.attack import Attack, answer, before, checkless, first, unsolved
from tests.attacks.corpus.kernel import POINTS

ATTACKS = (
    Attack(
        "import-patched",
        "answers every import of the tests with a module of its own",
        unsolved(
            checkless(f"""
                import builtins, types
                original = builtins.__import__
                def own(name, *args, **options):
                    if name.startswith(('autograder', 'nbgrader')):
                        module = types.ModuleType(name)
                        module.grade = {POINTS}.get
                        return types.SimpleNamespace(hidden_tests=module, grade=module.grade)
                    return original(name, *args, **options)
                builtins.__import__ = own
            """)
        ),
        stock=True,
    ),
    Attack(
        "modules-planted",
        "puts a module of its own where the tests look for theirs",
        unsolved(
            checkless(f"""
                import sys, types
                for name in ('autograder', 'autograder.hidden_tests', 'autograder.tasks', 'nbgrader'):
                    sys.modules[name] = types.ModuleType(name)
                sys.modules['autograder.hidden_tests'].grade = {POINTS}.get
            """)
        ),
        stock=True,
    ),
    Attack(
        "grade-patched",
        "replaces the function that scores a task",
        unsolved(
            checkless(f"""
                try:
                    import autograder.hidden_tests
                except ImportError:
                    pass
                else:
                    autograder.hidden_tests.grade = {POINTS}.get
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
                for place in ('autograder.tasks.sgd', 'autograder.tasks', 'autograder.hidden_tests', 'autograder',
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
    ),
)
