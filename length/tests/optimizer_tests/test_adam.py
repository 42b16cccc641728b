"""Checks of Adam: tabulated steps, constant gradients, layers and arrays that must not influence each other."""

import numpy as np

from length.errors import CheckFailedError
from length.layer import Layer
from length.optimizers import Adam
from length.tests.checking import SEED, check, check_unchanged, required
from length.tests.comparing import compare

WHERE = "Adam.run_update_rule"
MEND = "Go through the update rule line by line with the first two steps on paper"
TOLERANCE = {"rtol": 1e-3, "atol": 1e-7}  # moments in float32 round
# The gradients of five steps: three numbers, the last of them always zero.
GRADIENTS = np.array([[1, -2, 0], [3, 0.5, 0], [-1, 4, 0], [-1, -4, 0], [2, 0.25, 0]], np.float32)
# Options and the steps that they lead to, in units of the learning rate. With beta2 = 0 the two forms in which the
# paper gives the rule agree about eps.
TABLE = (
    (
        {},
        ((1, -1), (0.917781, -0.469468), (0.483692, 0.401825), (0.2114, -0.140299), (0.427722, -0.095831)),
    ),
    (
        {"learning_rate": 0.1, "beta1": 0.5, "beta2": 0.75},
        ((1, -1), (0.988538, -0.2446), (0.226047, 0.758897), (-0.204931, -0.343142), (0.495506, -0.154646)),
    ),
    (
        {"learning_rate": 2.0, "beta1": 0.75, "beta2": 0.0, "eps": 0.5},
        (
            (0.666667, -0.8),
            (0.612245, -0.571429),
            (0.522523, 0.312312),
            (0.087619, -0.126984),
            (0.297567, -0.402902),
        ),
    ),
)


def step(optimizer, gradients, layer):
    """Return copies of the deltas of one step; the gradients must stay as they are."""
    given = [gradient.copy() for gradient in gradients]
    deltas = optimizer.run_update_rule(given, layer)
    if not isinstance(deltas, list | tuple) or len(deltas) != len(gradients):
        got = f"{len(deltas)}" if isinstance(deltas, list | tuple) else type(deltas).__name__
        problem = f"param_deltas must be a list with a delta for each of the {len(gradients)} gradients, got {got}"
        raise CheckFailedError(WHERE, problem, "Append one delta in each round of the loop over the gradients")
    for position, (now, before) in enumerate(zip(given, gradients, strict=True)):
        check_unchanged(WHERE, f"gradients[{position}]", now, before)
    return [np.array(delta) for delta in deltas]


def check_table():
    """Compare five steps with tabulated ones, for several options."""
    for options, expected in TABLE:
        optimizer, layer, rate = Adam(**options), Layer(), options.get("learning_rate", 0.001)
        named = ", ".join(f"{name}={value}" for name, value in options.items())
        for number, (gradient, row) in enumerate(zip(GRADIENTS, expected, strict=True), start=1):
            (delta,) = step(optimizer, [gradient], layer)
            right = rate * np.array([*row, 0])
            hints = (
                (-right, "The layer subtracts the delta later on: no minus sign is needed here"),
                (right / rate, "Is the learning rate left out?"),
                (right * 0.001 / rate, "Is the learning rate a fixed number? It is in self.learning_rate"),
            )
            mend = MEND
            if not np.isfinite(delta).all():
                mend = (
                    "A gradient of zero must lead to a step of zero: what is eps for, and what is t in the first step?"
                )
            elif number == 1:
                mend = "In the first step all moments come from one gradient: are both corrected, is t 1?"
            what = f"Adam({named}), step {number}: delta"
            compare(WHERE, what, delta, right, hints=hints, mend=mend, **TOLERANCE)


def check_constant_gradient():
    """See that equal gradients make equal steps: that is what the corrections are for."""
    gradient = np.array([[0.3, -5.0], [20.0, -0.01]], np.float32)
    optimizer, layer = Adam(learning_rate=0.01), Layer()
    for number in range(1, 9):
        (delta,) = step(optimizer, [gradient], layer)
        mend = "The same gradient again and again makes steps of the learning rate: is t counted once a step?"
        what = f"with a constant gradient, step {number}: delta"
        compare(WHERE, what, delta, 0.01 * np.sign(gradient), mend=mend, **TOLERANCE)


def check_schedule():
    """See that the steps follow a learning rate that changes."""
    steady, scheduled, layers = Adam(learning_rate=0.02), Adam(learning_rate=0.02), (Layer(), Layer())
    for gradient, factor in zip(GRADIENTS, (1, 1, 0.1, 0.1, 3), strict=True):
        scheduled.learning_rate = 0.02 * factor
        (expected,), (delta,) = step(steady, [gradient], layers[0]), step(scheduled, [gradient], layers[1])
        mend = "Is an old learning rate used? Read self.learning_rate at each step"
        what = f"after learning_rate went from 0.02 to {0.02 * factor:g}, delta"
        compare(WHERE, what, delta, factor * expected, mend=mend, **TOLERANCE)


def check_company():
    """See that layers, and the arrays of a layer, make the same steps together as alone."""
    rng = np.random.default_rng(SEED)
    layers = [Layer(), Layer(), Layer()]
    shapes = (((3, 2), (2,)), ((3, 2), (2,)), ((1, 4), (2, 1, 2), (4,)))
    shared = Adam(learning_rate=0.01, beta1=0.6, beta2=0.9)
    alone = [[Adam(learning_rate=0.01, beta1=0.6, beta2=0.9) for _ in layer_shapes] for layer_shapes in shapes]
    for turn in (0, 0, 1, 0, 2, 1, 1, 2, 0):
        gradients = [rng.normal(0, 1 + 2 * turn, shape).astype(np.float32) for shape in shapes[turn]]
        together = step(shared, gradients, layers[turn])
        for position, (optimizer, gradient) in enumerate(zip(alone[turn], gradients, strict=True)):
            (expected,) = step(optimizer, [gradient], layers[turn])
            mend = "Moments and t belong to one layer: keep them apart, and count t once a call"
            what = f"layer {turn + 1} of three, delta {position}"
            source = "with an optimizer of its own"
            compare(WHERE, what, together[position], expected, source=source, mend=mend, **TOLERANCE)


@check("Adam")
def test_adam():
    """Check the steps of Adam against a table, and that layers don't share what belongs to one of them."""
    required(Adam, "adam_tests.Adam")
    check_table()
    check_constant_gradient()
    check_schedule()
    check_company()
    return f"{len(TABLE)} sets of options over 5 steps, a constant gradient, a schedule, three layers in turns"
