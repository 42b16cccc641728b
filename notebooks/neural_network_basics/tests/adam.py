"""Adam: steps scaled by running moments of each gradient, kept apart for each layer."""

from functools import cache

import numpy as np

from autograder.testing import close, generator, points

# Roundings of float32 moments, also where 1 - beta2 itself was rounded to float32.
MOMENTS = {"rtol": 3e-4, "atol": 1e-6}
RATE = 0.01


class Layer:
    """Stands for a layer: optimizers only tell layers apart."""


def normal(rng, *shape):
    """Return normally distributed float32 numbers."""
    return rng.normal(0, 1, shape).astype(np.float32)


def run(optimizer, gradients, layer):
    """Return the deltas of a layer with one array."""
    return np.stack([optimizer.run_update_rule([gradient.copy()], layer)[0] for gradient in gradients])


def two_steps():
    """Return the gradients of two steps: each entry's have one sign, so that every form of the moments has it, too."""
    return (np.abs(normal(generator(2), 2, 3, 2)) + 0.1) * np.array([1, -1], np.float32)


@cache
def alone(Adam):
    """Return the deltas of these steps with an optimizer of its own. Asked for once: several compare them."""
    return run(Adam(learning_rate=RATE), two_steps(), Layer())


def reference(gradients, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return the deltas for the rate 1: moments are sums over all gradients so far, divided by their weights' sum."""
    deltas = []
    for step in range(1, len(gradients) + 1):
        age, so_far = np.arange(step)[::-1], gradients[:step].astype(np.float64)
        weights_1, weights_2 = beta1**age, beta2**age
        mean = np.tensordot(weights_1 / weights_1.sum(), so_far, 1)
        mean_square = np.tensordot(weights_2 / weights_2.sum(), so_far**2, 1)
        deltas.append(mean / (np.sqrt(mean_square) + eps))
    return np.stack(deltas)


def factor(deltas, expected):
    """Return the positive number that, times the expected deltas, fits best: the learning rate that was used."""
    return abs(np.sum(deltas * expected, dtype=np.float64)) / np.sum(expected**2)


def same(together, by_itself, what):
    """Ask that company made no difference, from the second step on: the first may be NaN if steps are miscounted."""
    found, wanted = np.stack(together)[1:], by_itself[1:]
    assert np.any(np.isfinite(wanted) & (wanted != 0)), "nothing moves"
    known = np.isfinite(wanted)
    assert np.array_equal(known, np.isfinite(found)), f"{what} differ from those alone"
    close(found[known], wanted[known], f"{what}, beside those alone,", atol=1e-9)


@points(1.5)
def steps(Adam, rng):
    """the steps of one parameter array"""
    # Where eps matters beta2 is 0: only there do the paper's two forms, with eps before and after the correction of v,
    # agree.
    for shape, rate, constants in (
        ((5,), 0.05, {"beta1": 0.5, "beta2": 0.8, "eps": 1e-8}),
        ((3, 4), 0.1, {"beta1": 0.7, "beta2": 0.0, "eps": 0.5}),
    ):
        gradients = normal(rng, 3, *shape) * np.exp(normal(rng, *shape))
        gradients.reshape(3, -1)[:, 0] = 0  # such a weight stays where it is
        deltas = run(Adam(learning_rate=rate, **constants), gradients, Layer())
        expected = reference(gradients, **constants)
        # whether the rate is the right one is another property
        used = factor(deltas, expected)
        assert np.isfinite(used) and used > 0, "the deltas are no steps along the gradients"
        close(deltas / used, expected, "the deltas", **MOMENTS)


@points(0.5)
def learning_rate(Adam):
    """uses the current learning rate"""
    gradients, constant = two_steps(), alone(Adam)
    optimizer, layer = Adam(learning_rate=RATE), Layer()
    first = run(optimizer, gradients[:1], layer)
    optimizer.learning_rate = 5 * RATE
    schedule = np.concatenate([first, run(optimizer, gradients[1:], layer)])
    known = np.isfinite(constant) & (constant != 0)
    assert np.any(known), "nothing moves"
    ratios = np.stack([np.ones((3, 2)), np.full((3, 2), 5.0)])[known]
    close(schedule[known] / constant[known], ratios, "steps at several learning rates", **MOMENTS)

    # Other slips don't count here, but what does not come from the gradients, or is SGD, is no Adam whose rate it is.
    per_gradient = constant[known] / gradients[known]
    assert len(set(np.sign(per_gradient))) == 1, "the steps don't follow the gradients"
    assert np.ptp(per_gradient) > 0.01 * np.abs(per_gradient).max(), "the steps are those of SGD"
    expected = reference(gradients)
    used = factor(constant, expected)
    if np.isfinite(used) and np.allclose(np.abs(constant) / used, np.abs(expected), **MOMENTS):
        assert abs(used / RATE - 1) < 1e-3, "the steps don't have the size of the learning rate"


@points(0.5, supporting=True)
def layers(Adam):
    """keeps layers apart"""
    shared, pair, together = Adam(learning_rate=RATE), (Layer(), Layer()), ([], [])
    for gradient in two_steps():
        for layer, deltas in zip(pair, together):
            deltas.append(shared.run_update_rule([gradient.copy()], layer)[0])
    for deltas in together:
        same(deltas, alone(Adam), "the deltas of layers that take turns")


@points(0.25, supporting=True)
def arrays(Adam):
    """keeps the arrays of a layer apart"""
    layer, optimizer = Layer(), Adam(learning_rate=RATE)
    # the second one has the numbers of the first in another shape and order
    together = [optimizer.run_update_rule([step.copy(), step.ravel()[::-1].copy()], layer) for step in two_steps()]
    assert [len(deltas) for deltas in together] == [2, 2], "there must be one delta per gradient"
    for deltas, by_itself in zip(zip(*together), (alone(Adam), alone(Adam).reshape(2, -1)[:, ::-1])):
        same(deltas, by_itself, "the deltas of several arrays")


@points(0.25, supporting=True)
def inputs(Adam, rng):
    """leaves the gradients as they are"""
    gradients = [3 * normal(rng, 3, 2), normal(rng, 4)]
    before = [gradient.copy() for gradient in gradients]
    Adam().run_update_rule(gradients, Layer())
    for gradient, untouched in zip(gradients, before):
        close(gradient, untouched, "a gradient after the call", rtol=0, atol=0)
