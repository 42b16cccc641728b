"""Checks of Adam: tabulated steps, constant gradients, layers and arrays that must not influence each other."""

import numpy as np

from length.layer import Layer
from length.optimizers import Adam
from length.tests.checking import SEED, check, required
from length.tests.comparing import compare
from length.tests.optimizer_tests.adam_mistakes import (
    GRADIENTS,
    TOLERANCE,
    WHERE,
    first_step_mistakes,
    later_hints,
    step,
)

HINT = "Go through the update rule line by line with the first two steps on paper"
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


def check_first_step():
    """See that the first step has the size of the learning rate, whatever the size of the gradient."""
    gradient, rate = np.array([4, -9, 0.25, -0.01], np.float32), 0.01
    options = {"beta1": 0.5, "beta2": 0.84}
    (delta,) = step(Adam(learning_rate=rate, **options), [gradient], Layer())
    hints = [(rate * made(np.float64(gradient)), question) for made, question in first_step_mistakes(options)]
    hints += [
        (np.sign(gradient), "Is the learning rate left out?"),
        (0.001 * np.sign(gradient), "Is the learning rate a fixed number? It is in self.learning_rate"),
    ]
    hint = "In the first step all moments come from one gradient: are both corrected, is t 1?"
    compare(WHERE, "first step: delta", delta, rate * np.sign(gradient), hints=hints, hint=hint, **TOLERANCE)


def check_eps():
    """See that eps stands where it belongs, in a first step that it matters in."""
    gradient, eps = np.array([1, -2, 0], np.float32), 0.5
    (delta,) = step(Adam(learning_rate=1.0, beta1=0.75, beta2=0.0, eps=eps), [gradient], Layer())
    hints = (
        (gradient / np.sqrt(gradient**2 + eps), "Is eps inside the root? It is added to the root"),
        (np.sign(gradient), "Is eps a fixed number? It is in self.eps"),
        (np.sign(gradient) + 0 / gradient, "Is eps left out? It keeps a gradient of zero from a division by zero"),
    )
    what = f"Adam(learning_rate=1, beta1=0.75, beta2=0, eps={eps}), first step: delta"
    compare(WHERE, what, delta, np.array([*TABLE[2][1][0], 0]), hints=hints, hint=HINT, **TOLERANCE)


def check_table():
    """Compare five steps with tabulated ones, for several options."""
    for options, expected in TABLE:
        optimizer, layer, rate = Adam(**options), Layer(), options.get("learning_rate", 0.001)
        named = ", ".join(f"{name}={value}" for name, value in options.items())
        for number, (gradient, row) in enumerate(zip(GRADIENTS, expected, strict=True), start=1):
            (delta,) = step(optimizer, [gradient], layer)
            right = rate * np.array([*row, 0])
            hints = [
                (right / rate, "Is the learning rate left out?"),
                (right * 0.001 / rate, "Is the learning rate a fixed number? It is in self.learning_rate"),
            ]
            if number > 1:
                hints += later_hints(Adam, options, number, row, delta)
            hint = HINT
            if not np.isfinite(delta).all():
                hint = (
                    "A gradient of zero must lead to a step of zero: what is eps for, and what is t in the first step?"
                )
            what = f"Adam({named}), step {number}: delta"
            compare(WHERE, what, delta, right, hints=hints, hint=hint, **TOLERANCE)


def check_constant_gradient():
    """See that equal gradients make equal steps: that is what the corrections are for."""
    gradient = np.array([[0.3, -5.0], [20.0, -0.01]], np.float32)
    optimizer, layer = Adam(learning_rate=0.01), Layer()
    for number in range(1, 9):
        (delta,) = step(optimizer, [gradient], layer)
        hint = "The same gradient again and again makes steps of the learning rate: is t counted once a step?"
        what = f"with a constant gradient, step {number}: delta"
        compare(WHERE, what, delta, 0.01 * np.sign(gradient), hint=hint, **TOLERANCE)


def check_schedule():
    """See that the steps follow a learning rate that changes."""
    steady, scheduled, layers = Adam(learning_rate=0.02), Adam(learning_rate=0.02), (Layer(), Layer())
    for gradient, factor in zip(GRADIENTS, (1, 1, 0.1, 0.1, 3), strict=True):
        scheduled.learning_rate = 0.02 * factor
        (expected,), (delta,) = step(steady, [gradient], layers[0]), step(scheduled, [gradient], layers[1])
        hint = "Is an old learning rate used? Read self.learning_rate at each step"
        what = f"after learning_rate went from 0.02 to {0.02 * factor:g}, delta"
        compare(WHERE, what, delta, factor * expected, hint=hint, **TOLERANCE)


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
            hint = "Moments and t belong to one layer: keep them apart, and count t once a call"
            what = f"layer {turn + 1} of three, delta {position}"
            source = "with an optimizer of its own"
            compare(WHERE, what, together[position], expected, source=source, hint=hint, **TOLERANCE)


@check("Adam", "the first step, eps, five steps, a schedule, three layers")
def test_adam():
    """Check the steps of Adam against a table, and that layers don't share what belongs to one of them."""
    required(Adam, "adam_tests.Adam")
    check_first_step()
    check_eps()
    check_table()
    check_constant_gradient()
    check_schedule()
    check_company()
