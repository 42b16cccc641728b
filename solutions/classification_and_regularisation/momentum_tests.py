"""Checks of SGD with momentum: steps by hand, a schedule, layers and arrays apart."""

import numpy as np

from length.errors import CheckFailedError
from length.tests.checking import NotGivenYet, check, check_unchanged, required
from length.tests.comparing import compare

MomentumSGD = NotGivenYet()

WHERE = "MomentumSGD.run_update_rule"
HINT = "Follow the table of the task: velocities 8, 12, 6 make the deltas 0.8, 1.2, 0.6"


class SomeLayer:
    """What the optimizer takes for a layer."""


def steps(optimizer, layer, *gradients):
    """Return the deltas of a layer with one array, for one gradient after the other."""
    return np.array([np.ravel(deltas_of(optimizer, [gradient], layer)[0]) for gradient in gradients])


def deltas_of(optimizer, gradients, layer):
    """Return the deltas for a list of gradients, which must stay as they are."""
    arrays = [np.array(gradient, np.float32) for gradient in gradients]
    given = [array.copy() for array in arrays]
    deltas = optimizer.run_update_rule(given, layer)
    if not isinstance(deltas, list | tuple) or len(deltas) != len(arrays):
        got = f"a list of {len(deltas)}" if isinstance(deltas, list | tuple) else type(deltas).__name__
        problem = f"param_deltas must be a list with a delta for each of the {len(arrays)} gradients, got {got}"
        raise CheckFailedError(WHERE, problem, "Append one delta for each pair of velocity and gradient")
    for position, (now, before) in enumerate(zip(given, arrays, strict=True)):
        check_unchanged(WHERE, f"gradients[{position}]", now, before)
    return [np.array(delta) for delta in deltas]


def check_by_hand():
    """Compare with the table of the task, and with another one."""
    found = steps(MomentumSGD(0.1, 0.5), SomeLayer(), [8.0, -8.0], [8.0, -8.0], [0.0, 0.0])
    right = np.array([[0.8, -0.8], [1.2, -1.2], [0.6, -0.6]])
    hints = (
        ([[0.8, -0.8], [0.8, -0.8], [0, 0]], "Does the velocity of one step reach the next one?"),
        (right * 10, "Is the learning rate left out?"),
        (-right, "The layer subtracts the delta later on: no minus sign is needed here"),
        (right / 2, "The gradient is added as it is, without a factor"),
        ([[0.8, -0.8], [1.6, -1.6], [1.6, -1.6]], "The old velocity counts with the factor self.momentum"),
        (abs(right), "Does a negative gradient keep its sign?"),
    )
    compare(WHERE, "in the table's three steps, delta", found, right, hints=hints, hint=HINT)
    found = steps(MomentumSGD(0.5, 0.9), SomeLayer(), [2.0], [0.0], [1.0], [-1.0])
    hint = "Is the momentum a fixed number? It is in self.momentum"
    compare(WHERE, "with momentum 0.9, delta", found.ravel(), [1.0, 0.9, 1.31, 0.679], hint=hint)


def check_schedule():
    """See that a delta follows the learning rate of the moment."""
    optimizer, layer = MomentumSGD(0.1, 0.5), SomeLayer()
    steps(optimizer, layer, [8.0])
    optimizer.learning_rate = 0.01
    (found,) = steps(optimizer, layer, [8.0])
    hints = (
        ([0.4 + 0.08], "The learning rate is a factor of the delta: the velocity must not contain it"),
        ([1.2], "Is an old learning rate used? Read self.learning_rate at each call"),
    )
    what = "after the learning rate went from 0.1 to 0.01, second delta"
    compare(WHERE, what, found, [0.12], hints=hints, hint=HINT)


def check_apart():
    """See that layers, arrays and optimizers have velocities of their own."""
    optimizer, layers = MomentumSGD(0.1, 0.5), [SomeLayer(), SomeLayer()]
    for _ in range(2):
        found = [steps(optimizer, layer, [gradient])[0, 0] for layer, gradient in zip(layers, (8.0, 0.8), strict=True)]
    hint = "Each layer has velocities of its own: look them up by `key`"
    compare(WHERE, "second deltas of two layers that take turns", found, [1.2, 0.12], hint=hint)
    optimizer, layer = MomentumSGD(0.1, 0.5), SomeLayer()
    for _ in range(2):
        deltas = deltas_of(optimizer, [[[8.0, 0.0], [4.0, 0.0]], [0.8, 0.4]], layer)
    hint = "Each gradient of a layer has a velocity of its own"
    for position, right in enumerate(([[1.2, 0.0], [0.6, 0.0]], [0.12, 0.06])):
        compare(WHERE, f"second delta {position} of a layer with two arrays", deltas[position], right, hint=hint)
    optimizer, layer = MomentumSGD(0.1, 0.5), SomeLayer()
    kept = optimizer.run_update_rule([np.array([8.0], np.float32)], layer)[0]
    before = np.array(kept)
    steps(optimizer, layer, [8.0])
    check_unchanged(WHERE, "a delta that was handed out", kept, before)


@check("Momentum", "7 steps by hand, a schedule, layers and arrays apart, inputs left unchanged, dtype")
def test_momentum():
    """Check the deltas of SGD with momentum."""
    required(MomentumSGD, "momentum_tests.MomentumSGD")
    check_by_hand()
    check_schedule()
    check_apart()
    found = steps(MomentumSGD(0.1), SomeLayer(), [1.0])
    compare(WHERE, "delta", found, found, float32=True)
