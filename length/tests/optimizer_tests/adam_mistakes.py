"""Tells apart what may be wrong with a step of Adam, by steps that only this mistake leaves as they are."""

import numpy as np

from length.checks import describe
from length.errors import CheckFailedError
from length.layer import Layer
from length.tests.checking import check_unchanged

WHERE = "Adam.run_update_rule"
TOLERANCE = {"rtol": 1e-3, "atol": 1e-7}  # moments in float32 round
# The gradients of five steps: three numbers, the last of them always zero.
GRADIENTS = np.array([[1, -2, 0], [3, 0.5, 0], [-1, 4, 0], [-1, -4, 0], [2, 0.25, 0]], np.float32)


def step(optimizer, gradients, layer):
    """Return copies of the deltas of one step; the gradients must stay as they are."""
    given = [gradient.copy() for gradient in gradients]
    deltas = optimizer.run_update_rule(given, layer)
    if not isinstance(deltas, list | tuple) or len(deltas) != len(gradients):
        got = f"{len(deltas)}" if isinstance(deltas, list | tuple) else describe(deltas)
        problem = f"param_deltas must be a list with a delta for each of the {len(gradients)} gradients, got {got}"
        raise CheckFailedError(WHERE, problem, "Append one delta in each round of the loop over the gradients")
    for position, (now, before) in enumerate(zip(given, gradients, strict=True)):
        check_unchanged(WHERE, f"gradients[{position}]", now, before)
    return [np.array(delta) for delta in deltas]


def first_step_mistakes(options):
    """Return what known mistakes make of a first step that should be the sign of the gradient, as functions of it."""
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


def last_delta(Adam, history, **options):
    """Return the delta of the last of several steps of a new optimizer, at the learning rate 1."""
    optimizer, layer = Adam(learning_rate=1.0, **options), Layer()
    return [step(optimizer, [np.asarray(gradient, np.float32)], layer)[0] for gradient in history][-1]


def betas_are_swapped(Adam, options, number, row):
    """Tell whether a step becomes right as soon as the betas are exchanged."""
    betas = {"beta1": options.get("beta2", 0.999), "beta2": options.get("beta1", 0.9)}
    return np.allclose(last_delta(Adam, GRADIENTS[:number], eps=1e-8, **betas)[:2], row, **TOLERANCE)


def first_moment_is_lost(Adam):
    """Tell whether a step is the same after gradients that differ in their sign alone: all squares are equal."""
    return np.allclose(last_delta(Adam, [[2], [1]]), last_delta(Adam, [[-2], [1]]), **TOLERANCE)


def second_moment_is_lost(Adam):
    """Tell whether a step is the same after gradients whose squares differ, and whose first moments don't."""
    constants = {"beta1": 0.5, "beta2": 0.9}
    return np.allclose(
        last_delta(Adam, [[2], [1], [1]], **constants), last_delta(Adam, [[0], [2], [1]], **constants), **TOLERANCE
    )


def suspected(delta, found, question):
    """Return a hint that holds where `found` tells so; that is asked only if the step is wrong."""
    return lambda: delta if found() else np.full(delta.shape, np.inf), question


def later_hints(Adam, options, number, row, delta):
    """Return what may be behind a wrong step that is not the first."""
    kept = "Keep it: change it in place with +=, or store it again"
    return [
        suspected(
            delta,
            lambda: first_moment_is_lost(Adam) and second_moment_is_lost(Adam),
            "Each step starts anew from moments of zero. Keep them: change them in place with +=, or store them again",
        ),
        suspected(delta, lambda: first_moment_is_lost(Adam), f"The first moment does not outlive its step. {kept}"),
        suspected(delta, lambda: second_moment_is_lost(Adam), f"The second moment does not outlive its step. {kept}"),
        suspected(
            delta,
            lambda: betas_are_swapped(Adam, options, number, row),
            "Are beta1 and beta2 swapped? The first moment has beta1, the second beta2",
        ),
    ]
