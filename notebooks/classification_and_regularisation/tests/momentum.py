"""SGD with momentum: steps that keep a part of the steps before."""

import numpy as np

from autograder.testing import close, points

RATE = 0.25


class Layer:
    """Stands for a layer: optimizers only tell layers apart."""


def run(optimizer, gradients, layer):
    """Return the deltas of a layer with one array."""
    return np.stack([np.array(optimizer.run_update_rule([gradient.copy()], layer)[0]) for gradient in gradients])


def some(rng, *shape):
    """Return gradients of both signs, none of them near 0."""
    return (rng.uniform(0.5, 2, shape) * rng.choice([-1, 1], shape)).astype(np.float32)


@points(0.75)
def steps(MomentumSGD, rng):
    """keeps a part of the steps before"""
    for momentum, shape in ((0.5, (3, 2)), (0.8, (4,))):
        gradients = some(rng, 4, *shape)
        found = run(MomentumSGD(RATE, momentum), gradients, Layer())
        weights = np.tril(momentum ** np.maximum(np.subtract.outer(np.arange(4), np.arange(4)), 0))
        expected = np.tensordot(weights, gradients.astype(np.float64), 1)
        # the learning rate that was really used, and its sign, are another property
        used = np.sum(found * expected) / np.sum(expected**2)
        assert np.isfinite(used) and used != 0, "the deltas are no steps along the gradients"
        close(found / used, expected, "the deltas")


@points(0.5)
def learning_rate(MomentumSGD, rng):
    """uses the current learning rate"""
    gradients, optimizer, layer = some(rng, 3, 5), MomentumSGD(RATE, 0.9), Layer()
    constant = run(MomentumSGD(RATE, 0.9), gradients, Layer())
    close(constant[0], RATE * gradients[0], "the first delta")
    for gradient, before, rate in zip(gradients, constant, (RATE, 0.1 * RATE, 3 * RATE)):
        optimizer.learning_rate = rate
        found = run(optimizer, [gradient], layer)[0]
        close(found, before * (rate / RATE), "the delta after the learning rate changed, beside that before,")


@points(0.25, supporting=True)
def layers(MomentumSGD, rng):
    """keeps layers apart"""
    gradients, shared, pair = some(rng, 2, 3, 4), MomentumSGD(RATE), (Layer(), Layer())
    together = [[run(shared, [one], layer)[0] for layer, one in zip(pair, both)] for both in gradients.swapaxes(0, 1)]
    for found, alone in zip(zip(*together), gradients):
        close(found, run(MomentumSGD(RATE), alone, Layer()), "the deltas of layers that take turns")


@points(0.5, supporting=True)
def arrays(MomentumSGD, rng):
    """keeps the arrays of a layer apart, and the gradients and earlier deltas as they are"""
    first, second, optimizer, layer = some(rng, 2, 3, 2), some(rng, 2, 4), MomentumSGD(RATE), Layer()
    given = [[one.copy(), other.copy()] for one, other in zip(first, second)]
    kept = [optimizer.run_update_rule(pair, layer) for pair in given]
    for position, passed in enumerate((first, second)):
        alone = run(MomentumSGD(RATE), passed, Layer())
        close(np.stack([deltas[position] for deltas in kept]), alone, "the deltas of one array of several")
        close(np.stack([pair[position] for pair in given]), passed, "a gradient after the call", rtol=0, atol=0)
