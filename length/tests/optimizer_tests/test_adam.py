"""Checks of Adam: tabulated steps, constant gradients, layers and arrays that must not influence each other."""

import numpy as np

from length.errors import CheckFailedError
from length.layer import Layer
from length.optimizers import Adam
from length.tests.checking import SEED, check, check_unchanged, described, required
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
        got = f"{len(deltas)}" if isinstance(deltas, list | tuple) else described(deltas)
        problem = f"param_deltas must be a list with a delta for each of the {len(gradients)} gradients, got {got}"
        raise CheckFailedError(WHERE, problem, "Append one delta in each round of the loop over the gradients")
    for position, (now, before) in enumerate(zip(given, gradients, strict=True)):
        check_unchanged(WHERE, f"gradients[{position}]", now, before)
    return [np.array(delta) for delta in deltas]


def first_step_slips(options):
    """Return what known slips make of a first step that should be the gradient's sign, as functions of the gradient."""
    rest_1, rest_2 = 1 - options["beta1"], 1 - options["beta2"]
    return (
        (lambda g: 1 / g, "Is the root of the second moment missing?"),
        (np.sqrt, "Is v the average of g? It is that of g²"),
        (lambda g: np.sign(g) * np.sqrt(abs(g)), "Is v the average of |g|? It is that of g²"),
        (lambda g: g, "Is the second moment left out? It divides, below a root"),
        (lambda g: rest_1 * np.sign(g), "Is the first moment corrected, by 1 - beta1**t?"),
        (lambda g: np.sign(g) / rest_1, "Is m the gradient itself? It is a running average"),
        (lambda g: np.sign(g) / rest_2**0.5, "Is the second moment corrected, by 1 - beta2**t?"),
        (lambda g: rest_1 / rest_2**0.5 * np.sign(g), "Are both moments corrected, by 1 - beta1**t and 1 - beta2**t?"),
        (lambda g: -np.sign(g), "The layer subtracts the delta later on: no minus sign is needed here"),
        (lambda g: np.full(g.shape, np.nan), "Is t still 0 in the first step? It is counted before it is used"),
    )


def check_first_step():
    """See that the first step has the size of the learning rate, whatever the size of the gradient."""
    gradient, rate = np.array([4, -9, 0.25, -0.01], np.float32), 0.01
    options = {"beta1": 0.5, "beta2": 0.84}
    (delta,) = step(Adam(learning_rate=rate, **options), [gradient], Layer())
    hints = [(rate * slip(np.float64(gradient)), question) for slip, question in first_step_slips(options)]
    mend = "In the first step all moments come from one gradient: are both corrected, is t 1?"
    compare(WHERE, "first step: delta", delta, rate * np.sign(gradient), hints=hints, mend=mend, **TOLERANCE)


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
    compare(WHERE, what, delta, np.array(TABLE[2][1][0] + (0,)) * 1.0, hints=hints, mend=MEND, **TOLERANCE)


def last_delta(history, **options):
    """Return the delta of the last of several steps of a new optimizer, at the learning rate 1."""
    optimizer, layer = Adam(learning_rate=1.0, **options), Layer()
    return [step(optimizer, [np.asarray(gradient, np.float32)], layer)[0] for gradient in history][-1]


def betas_are_swapped(options, number, row):
    """Tell whether a step becomes right as soon as the betas are exchanged."""
    betas = {"beta1": options.get("beta2", 0.999), "beta2": options.get("beta1", 0.9)}
    return np.allclose(last_delta(GRADIENTS[:number], eps=1e-8, **betas)[:2], row, **TOLERANCE)


def first_moment_is_lost():
    """Tell whether a step is the same after gradients that differ in their sign alone: all squares are equal."""
    return np.allclose(last_delta([[2], [1]]), last_delta([[-2], [1]]), **TOLERANCE)


def second_moment_is_lost():
    """Tell whether a step is the same after gradients whose squares differ, and whose first moments don't."""
    constants = {"beta1": 0.5, "beta2": 0.9}
    return np.allclose(last_delta([[2], [1], [1]], **constants), last_delta([[0], [2], [1]], **constants), **TOLERANCE)


def suspected(delta, found, question):
    """Return a hint that holds where `found` tells so; that is asked only if the step is wrong."""
    return lambda: delta if found() else np.full(delta.shape, np.inf), question


def later_hints(options, number, row, delta):
    """Return what may be behind a wrong step that is not the first."""
    kept = "Keep it: change it in place with +=, or store it again"
    return [
        suspected(
            delta,
            lambda: first_moment_is_lost() and second_moment_is_lost(),
            "Each step starts anew from moments of zero. Keep them: change them in place with +=, or store them again",
        ),
        suspected(delta, first_moment_is_lost, f"The first moment does not outlive its step. {kept}"),
        suspected(delta, second_moment_is_lost, f"The second moment does not outlive its step. {kept}"),
        suspected(
            delta,
            lambda: betas_are_swapped(options, number, row),
            "Are beta1 and beta2 swapped? The first moment has beta1, the second beta2",
        ),
    ]


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
                hints += later_hints(options, number, row, delta)
            mend = MEND
            if not np.isfinite(delta).all():
                mend = (
                    "A gradient of zero must lead to a step of zero: what is eps for, and what is t in the first step?"
                )
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
