"""Fully connected layer: its start, both passes and its update."""

from contextlib import suppress
from functools import cache
from operator import methodcaller

import numpy as np

from autograder.testing import close, generator, points


def normal(rng, *shape):
    """Neither ones nor of one sign."""
    return rng.normal(0, 1, shape).astype(np.float32)


def layer_with(FullyConnected, weights, bias):
    """A layer with weights (inputs, outputs) and a bias; how it starts has properties of its own."""
    layer = FullyConnected(*weights.shape)
    layer.weights = weights.copy()
    layer.bias = bias.copy()
    return layer


def stored_straight(layer, weights):
    """Whether the layer stores its weights as (inputs, outputs): the answer chooses the order of the axes."""
    return np.array_equal(getattr(layer, "_weights", weights), weights)


def passes(FullyConnected, weights, *batches):
    """Forward for all batches, then backward, the last one first: of each its output, grad_x, grad_w and grad_b.

    Returns the layer, too: grad_w has its order of the axes.

    A bias's gradient of another shape must not hide the other gradients: where it stops the pass, the layer gets a
    bias of that shape. An output is left out where the forward pass fails, which has properties of its own.
    """
    size, failure = weights.shape[1], None
    for shape in ((size,), (1, size), (), (len(batches[0][0]), size)):
        layer = layer_with(FullyConnected, weights, np.zeros(shape, np.float32))
        results = [[] for _ in batches]
        for result, (x, _) in zip(results, batches, strict=True):
            with suppress(Exception):
                result.append(layer.internal_forward((x.copy(),))[0])
        try:
            for result, (x, grad) in zip(results[::-1], batches[::-1], strict=True):
                grad_x, grad_w, grad_b = layer.internal_backward((x.copy(),), (grad.copy(),))
                result += [grad_x, grad_w, grad_b]
        except Exception as error:  # noqa: BLE001 - whatever it was, it is raised below
            failure = failure or error
        else:
            return layer, results
    raise failure


def square():
    """Weights, x and grad_in, four by four: a transpose too many or too few in one gradient stops none of the others."""
    rng = generator(4)
    return [normal(rng, 4, 4) for _ in range(3)]


@cache
def alone(FullyConnected):
    """What comes out of a layer for one square batch, and the three gradients that should come out.

    Asked for once: each gradient has a property of its own, and others look at them, too.
    """
    weights, x, grad = square()
    layer, (results,) = passes(FullyConnected, weights, (x, grad))
    grad_w = (x[:, :, None].astype(np.float64) * grad[:, None, :]).sum(axis=0)
    grad_w = grad_w if stored_straight(layer, weights) else grad_w.T
    return results, (np.inner(grad.astype(np.float64), weights), grad_w, grad.sum(axis=0, dtype=np.float64))


@cache
def start(FullyConnected, name):
    """The weights or the bias of a new layer. Asked for once: their dtype has a property of its own."""
    return getattr(FullyConnected(3, 5), name)


def same(actual, desired):
    """Whether two results agree."""
    with suppress(Exception):
        close(actual, desired)
        return True
    return False


@points(0.75)
def start_weights(FullyConnected, rng):
    """start: weights from the initializer"""
    value = float(np.float32(rng.normal(3, 1)))
    layer = FullyConnected(3, 5, weight_init=methodcaller("fill", value))
    close(layer.weights, np.full((3, 5), value), "weights", rtol=0, atol=0)
    # the layer's own initializer is random: only that it was used can be seen
    assert np.all(start(FullyConnected, "weights") != 0), "without a weight_init of its own the layer's weights stay 0"


@points(0.25, supporting=True)
def start_bias(FullyConnected):
    """start: the bias"""
    close(start(FullyConnected, "bias"), np.zeros(5), "bias", rtol=0, atol=0)


@points(1.0)
def forward_weights(FullyConnected, rng):
    """forward: inputs times weights"""
    weights = normal(rng, 2, 3)
    layer = layer_with(FullyConnected, weights, np.zeros(3, np.float32))
    for size in (6, 1):
        x = normal(rng, size, 2)
        given = x.copy()
        output = layer.internal_forward((given,))[0]
        close(output, (x.astype(np.float64)[:, :, None] * weights.astype(np.float64)).sum(axis=1), "output")
        close(given, x, "x after the call", rtol=0, atol=0)


@points(0.5)
def forward_bias(FullyConnected, rng):
    """forward: the bias"""
    # weights for the last output alone, and as many inputs as outputs: no slip in the product shows in the others
    bias, weights = normal(rng, 3), np.diag(np.array([0, 0, 2], np.float32))
    output = np.asarray(layer_with(FullyConnected, weights, bias).internal_forward((normal(rng, 5, 3),))[0])
    assert output.shape == (5, 3), f"output has shape {output.shape}, needs (5, 3)"
    close(output[:, :2], np.stack([bias[:2]] * 5), "output where all weights are 0")
    assert np.all(output[:, 2] != bias[2]), "the output is the bias alone"


@points(0.75)
def inputs_gradient(FullyConnected, rng):
    """backward: the inputs' gradient"""
    (*_, grad_x, grad_w, grad_b), expected = alone(FullyConnected)
    close(grad_x, expected[0], "grad_x")
    weights, x, grad = normal(rng, 4, 2), normal(rng, 1, 4), normal(rng, 1, 2)
    try:
        _, ((*_, grad_x, _, _),) = passes(FullyConnected, weights, (x, grad))
    except Exception:
        if same(grad_w, expected[1]) and same(grad_b, expected[2]):
            raise
        return  # another gradient stops the pass, and has a property of its own
    close(grad_x, np.inner(grad.astype(np.float64), weights), "grad_x")


@points(0.75)
def weights_gradient(FullyConnected):
    """backward: the weights' gradient"""
    (*_, grad_w, _), expected = alone(FullyConnected)
    close(grad_w, expected[1], "grad_w")


@points(0.5)
def bias_gradient(FullyConnected):
    """backward: the bias's gradient"""
    (*_, grad_b), expected = alone(FullyConnected)
    close(grad_b, expected[2], "grad_b")


@points(0.75)
def update(FullyConnected, rng):
    """update"""
    weights, bias, deltas_w, deltas_b = normal(rng, 3, 2), normal(rng, 2), normal(rng, 2, 3, 2), normal(rng, 2, 2)
    updated = layer_with(FullyConnected, weights, bias)
    straight = stored_straight(updated, weights)
    for delta_w, delta_b in zip(deltas_w, deltas_b, strict=True):
        updated.internal_update(((delta_w if straight else delta_w.T).copy(), delta_b.copy()))
    close(updated.weights, weights - deltas_w[0] - deltas_w[1], "weights after two updates")
    close(updated.bias, bias - deltas_b[0] - deltas_b[1], "bias after two updates")


@points(0.5, supporting=True)
def separate_batches(FullyConnected, rng):
    """batches do not influence each other"""
    weights, x, grad = square()
    first, last = normal(rng, 2, 2, 4, 4)
    _, (_, between, other) = passes(FullyConnected, weights, first, (x, grad), last)
    for one, by_itself in zip(between, alone(FullyConnected)[0], strict=True):
        close(one, by_itself, "a result of a batch between others, beside that of one alone,", rtol=1e-5)
    assert not all(map(same, between, other)), "all batches get the same results"


@points(0.25, supporting=True)
def dtype(FullyConnected):
    """float32 stays float32"""
    arrays = [start(FullyConnected, "weights"), start(FullyConnected, "bias")]
    with suppress(Exception):  # the values have properties of their own
        arrays += alone(FullyConnected)[0]
    for array in map(np.asarray, arrays):
        assert array.dtype == np.float32, f"a result has dtype {array.dtype}"
