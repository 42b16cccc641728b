"""Adam: steps scaled by running moments of each gradient, kept apart for each layer."""

import numpy as np

from autograder.testing import close, points

# Roundings of float32 moments, also where 1 - beta2 itself was rounded to float32.
MOMENTS = {"rtol": 3e-4, "atol": 1e-6}


class Layer:
    """Stands for a layer: optimizers only tell layers apart."""


def normal(rng, *shape):
    """Return normally distributed float32 numbers."""
    return rng.normal(0, 1, shape).astype(np.float32)


def alone(Adam, gradients, rate=0.01, rates=(), **constants):
    """Return the deltas of a layer with one array and an optimizer of its own, whose learning rate may change."""
    optimizer, layer, deltas = Adam(learning_rate=rate, **constants), Layer(), []
    for step, gradient in enumerate(gradients):
        if step and rates:
            optimizer.learning_rate = rates[step]
        deltas.append(optimizer.run_update_rule([gradient.copy()], layer)[0])
    return np.stack(deltas)


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
        ((4, 3), 0.001, {"beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
        ((5,), 0.05, {"beta1": 0.5, "beta2": 0.8, "eps": 1e-8}),
        ((3, 4), 0.1, {"beta1": 0.7, "beta2": 0.0, "eps": 0.5}),
    ):
        gradients = normal(rng, 3, *shape) * np.exp(normal(rng, *shape))
        gradients.reshape(3, -1)[:, 0] = 0  # such a weight stays where it is
        deltas, expected = alone(Adam, gradients, rate, **constants), reference(gradients, **constants)
        # whether the rate is the right one is another property
        used = factor(deltas, expected)
        assert np.isfinite(used) and used > 0, "the deltas are no steps along the gradients"
        close(deltas / used, expected, "the deltas", **MOMENTS)


@points(0.5)
def learning_rate(Adam, rng):
    """uses the current learning rate"""
    # Each entry's gradients have one sign, so that every form of the moments has it, too.
    gradients = np.abs(normal(rng, 3, 8) + 0.1) * np.array([1, -1] * 4, np.float32)
    rates = (0.05, 0.005, 0.15)
    constant, schedule = alone(Adam, gradients, rates[0]), alone(Adam, gradients, rates[0], rates)
    known = np.isfinite(constant) & (constant != 0)
    assert np.any(known), "nothing moves"
    ratios = np.broadcast_to(np.reshape(rates, (3, 1)) / rates[0], known.shape)[known]
    close(schedule[known] / constant[known], ratios, "steps at several learning rates", **MOMENTS)

    # Other slips don't count here, but what does not come from the gradients, or is SGD, is no Adam whose rate it is.
    per_gradient = constant[known] / gradients[known]
    assert len(set(np.sign(per_gradient))) == 1, "the steps don't follow the gradients"
    assert np.ptp(per_gradient) > 0.01 * np.abs(per_gradient).max(), "the steps are those of SGD"
    expected = reference(gradients)
    used = factor(constant, expected)
    if np.isfinite(used) and np.allclose(np.abs(constant) / used, np.abs(expected), **MOMENTS):
        assert abs(used / rates[0] - 1) < 1e-3, "the steps don't have the size of the learning rate"


@points(0.5, supporting=True)
def layers(Adam, rng):
    """keeps layers apart"""
    gradients = np.abs(normal(rng, 2, 3, 2))
    shared, pair, together = Adam(learning_rate=0.01), (Layer(), Layer()), ([], [])
    for gradient in gradients:
        for layer, deltas in zip(pair, together):
            deltas.append(shared.run_update_rule([gradient.copy()], layer)[0])
    by_itself = alone(Adam, gradients)
    for deltas in together:
        same(deltas, by_itself, "the deltas of layers that take turns")


@points(0.25, supporting=True)
def arrays(Adam, rng):
    """keeps the arrays of a layer apart"""
    # positive ones, which leave something finite to compare where v is wrong and becomes negative for others
    gradients = np.abs(normal(rng, 2, 3, 2)), np.abs(normal(rng, 2, 2))
    layer, optimizer = Layer(), Adam(learning_rate=0.01)
    together = [optimizer.run_update_rule([g.copy() for g in step], layer) for step in zip(*gradients)]
    assert [len(deltas) for deltas in together] == [2, 2], "there must be one delta per gradient"
    for deltas, array in zip(zip(*together), gradients):
        same(deltas, alone(Adam, array), "the deltas of several arrays")


@points(0.25, supporting=True)
def inputs(Adam, rng):
    """leaves the gradients as they are"""
    gradients = [3 * normal(rng, 3, 2), normal(rng, 4)]
    before = [gradient.copy() for gradient in gradients]
    Adam().run_update_rule(gradients, Layer())
    for gradient, untouched in zip(gradients, before):
        close(gradient, untouched, "a gradient after the call", rtol=0, atol=0)
