"""Checks of SGD: hand-computed deltas, and what holds for any gradient."""

import numpy as np

from length.checks import describe
from length.errors import CheckFailedError
from length.optimizers import SGD
from length.tests.checking import SEED, check, check_unchanged, required
from length.tests.comparing import compare

WHERE = "SGD.run_update_rule"
HINT = "How do learning rate and gradient make a delta?"
# learning rate, gradients, deltas: computed by hand
BY_HAND = (
    (0.5, [[[2.0, -4.0], [6.0, 1.0]]], [[[1.0, -2.0], [3.0, 0.5]]]),
    (0.1, [[[10.0, 0.0, -1.0]], [-20.0, 3.0, 0.5]], [[[1.0, 0.0, -0.1]], [-2.0, 0.3, 0.05]]),
    (3.0, [[1.0, -2.0], [0.5, 4.0], [-1.0, 1.0]], [[3.0, -6.0], [1.5, 12.0], [-3.0, 3.0]]),
)
SHAPES = ((3, 2), (2,), (1, 4), (2, 3, 2))


def deltas_of(optimizer, gradients):
    """Return the optimizer's deltas for some gradients, which it must leave as they are."""
    arrays = [np.array(gradient, np.float32) for gradient in gradients]
    given = [array.copy() for array in arrays]
    deltas = optimizer.run_update_rule(given, None)
    if not isinstance(deltas, list | tuple):
        problem = f"param_deltas must be a list, got {describe(deltas)}"
        hint = "Build a list, and return it: gradients of different shapes fit in no common array"
        raise CheckFailedError(WHERE, problem, hint)
    if len(given) != len(arrays) or len(deltas) != len(arrays):
        problem = f"param_deltas must have a delta for each of the {len(arrays)} gradients, got {len(deltas)}"
        raise CheckFailedError(WHERE, problem, "Go through the whole list `gradients`, and leave the list itself alone")
    for position, (now, before) in enumerate(zip(given, arrays, strict=True)):
        check_unchanged(WHERE, f"gradients[{position}]", now, before)
    return deltas


def check_by_hand():
    """Compare with deltas that anyone can compute in the head."""
    for rate, gradients, expected in BY_HAND:
        for position, (delta, right) in enumerate(zip(deltas_of(SGD(rate), gradients), expected, strict=True)):
            gradient, right = np.array(gradients[position]), np.array(right)
            hints = (
                (-right, "The layer subtracts the delta later on: no minus sign is needed here"),
                (gradient, "Is the learning rate left out?"),
                (abs(right), "Does a negative gradient keep its sign?"),
                (0.1 * gradient, "Is the learning rate a fixed number? It is in self.learning_rate"),
                (gradient / rate, "Is the gradient divided by the learning rate?"),
            )
            what = f"at learning rate {rate}, delta {position}"
            compare(WHERE, what, delta, right, hints=hints, hint=HINT)
            if isinstance(delta, np.ndarray) and delta.dtype == np.float64:
                problem = f"delta {position} must be float32 like its gradient, got float64"
                hint = "Is the learning rate a NumPy number? float32 times np.float64 is float64: take float(lr)"
                raise CheckFailedError(WHERE, problem, hint)


def check_schedule():
    """See that a delta grows and shrinks with the learning rate of the moment."""
    rng = np.random.default_rng(SEED)
    gradients = [rng.normal(0, 2, shape) for shape in SHAPES]
    optimizer = SGD(0.4)
    first = [np.array(delta) for delta in deltas_of(optimizer, gradients)]
    for factor in (0.1, 2.5):
        optimizer.learning_rate = 0.4 * factor
        for position, (delta, before) in enumerate(zip(deltas_of(optimizer, gradients), first, strict=True)):
            what = f"after learning_rate went from 0.4 to {0.4 * factor:g}, delta {position}"
            hints = ((before, "Is an old learning rate used? Read self.learning_rate at each call"),)
            compare(WHERE, what, delta, factor * before, hints=hints, hint=HINT)
    for delta, gradient in zip(first, gradients, strict=True):
        ratio = np.float64(delta) / gradient
        compare(WHERE, "delta / gradient", ratio, np.full_like(gradient, 0.4), hint=HINT)


@check("SGD", "deltas by hand, a schedule, several shapes")
def test_sgd():
    """Check the deltas of SGD, and that they follow a learning rate that changes."""
    required(SGD, "sgd_tests.SGD")
    check_by_hand()
    check_schedule()
