"""Fully connected layer: its start, both passes and its update."""

from contextlib import suppress
from functools import cache
from operator import methodcaller

import numpy as np

from autograder.testing import close, points


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
    """Forward for all batches, then backward: of each its output, grad_x, grad_w (inputs, outputs) and grad_b.

    A bias's gradient of another shape must not hide the other gradients: where it stops the pass, the layer gets a
    bias of that shape. An output is left out where the forward pass fails, which has properties of its own.
    """
    size, failure = weights.shape[1], None
    for shape in ((size,), (1, size), (), (len(batches[0][0]), size)):
        layer = layer_with(FullyConnected, weights, np.zeros(shape, np.float32))
        straight, results = stored_straight(layer, weights), [[] for _ in batches]
        for result, (x, _) in zip(results, batches, strict=True):
            with suppress(Exception):
                result.append(layer.internal_forward((x.copy(),))[0])
        try:
            for result, (x, grad) in zip(results, batches, strict=True):
                grad_x, grad_w, grad_b = layer.internal_backward((x.copy(),), (grad.copy(),))
                result += [grad_x, grad_w if straight else np.transpose(grad_w), grad_b]
        except Exception as error:  # noqa: BLE001 - whatever it was, it is raised below
            failure = failure or error
        else:
            return results
    raise failure


@cache
def gradients(FullyConnected, *sizes):
    """grad_x, grad_w and grad_b of a batch, found and expected; sizes are those of batch, inputs and outputs.

    Where all three are equal, a transpose too many or too few in one gradient stops none of the others. Asked for once:
    each gradient has a property of its own.
    """
    rng = np.random.default_rng(sizes)
    batch, inputs, outputs = sizes
    weights, x, grad = normal(rng, inputs, outputs), normal(rng, batch, inputs), normal(rng, batch, outputs)
    found = passes(FullyConnected, weights, (x, grad))[0][-3:]
    weights, x, grad = (array.astype(np.float64) for array in (weights, x, grad))
    grad_x = (grad[:, None, :] * weights).sum(axis=2)
    return found, (grad_x, (x[:, :, None] * grad[:, None, :]).sum(axis=0), grad.sum(axis=0))


def same(actual, desired):
    """Whether two results agree."""
    with suppress(Exception):
        close(actual, desired)
        return True
    return False


@points(0.75)
def start_weights(FullyConnected, rng):
    """start: weights from the initializer"""
    for sizes in ((3, 5), (4, 1)):
        value = float(np.float32(rng.normal(3, 1)))
        layer = FullyConnected(*sizes, weight_init=methodcaller("fill", value))
        close(layer.weights, np.full(sizes, value), "weights", rtol=0, atol=0)
    # the layer's own initializer is random: only that it was used can be seen
    assert np.all(FullyConnected(3, 5).weights != 0), "without a weight_init of its own the layer's weights stay 0"


@points(0.25, supporting=True)
def start_bias(FullyConnected):
    """start: the bias"""
    close(FullyConnected(3, 5).bias, np.zeros(5), "bias", rtol=0, atol=0)


@points(1.0)
def forward_weights(FullyConnected, rng):
    """forward: inputs times weights"""
    for batch, inputs, outputs in ((5, 2, 3), (1, 4, 2), (7, 3, 1)):
        x, weights = normal(rng, batch, inputs), normal(rng, inputs, outputs)
        layer, given = layer_with(FullyConnected, weights, np.zeros(outputs, np.float32)), x.copy()
        output = layer.internal_forward((given,))[0]
        close(output, (x.astype(np.float64)[:, :, None] * weights.astype(np.float64)).sum(axis=1), "output")
        close(given, x, "x after the call", rtol=0, atol=0)


@points(0.5)
def forward_bias(FullyConnected, rng):
    """forward: the bias"""
    # no weights, and as many inputs as outputs: no slip in the product shows here
    bias = normal(rng, 3)
    layer = layer_with(FullyConnected, np.zeros((3, 3), np.float32), bias)
    output = layer.internal_forward((normal(rng, 5, 3),))[0]
    close(output, np.stack([bias] * 5), "output where all weights are 0")
    # a bias alone is no output
    layer.weights = np.full((3, 3), 2, np.float32)
    assert np.all(layer.internal_forward((np.ones((5, 3), np.float32),))[0] != bias), "the output is the bias alone"


@points(0.75)
def inputs_gradient(FullyConnected):
    """backward: the inputs' gradient"""
    found, expected = gradients(FullyConnected, 4, 4, 4)
    close(found[0], expected[0], "grad_x")
    for sizes in ((5, 2, 3), (1, 4, 2)):
        try:
            found_x, expected_x = (three[0] for three in gradients(FullyConnected, *sizes))
        except Exception:
            if same(found[1], expected[1]) and same(found[2], expected[2]):
                raise
            return  # another gradient stops the pass, and has a property of its own
        close(found_x, expected_x, "grad_x")


@points(0.75)
def weights_gradient(FullyConnected):
    """backward: the weights' gradient"""
    found, expected = gradients(FullyConnected, 4, 4, 4)
    close(found[1], expected[1], "grad_w")


@points(0.5)
def bias_gradient(FullyConnected):
    """backward: the bias's gradient"""
    found, expected = gradients(FullyConnected, 4, 4, 4)
    close(found[2], expected[2], "grad_b")


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
    weights, grad, *inputs = (normal(rng, 4, 4) for _ in range(4))
    batches = [(x, grad) for x in inputs]
    # a batch gets the same in two layers, whether the other one goes through before or after it
    first, second = passes(FullyConnected, weights, *batches)
    second_again, first_again = passes(FullyConnected, weights, *batches[::-1])
    for one, other in zip(first + second, first_again + second_again, strict=True):
        close(one, other, "a result of a batch with another one in between", rtol=1e-5)
    assert not all(map(same, first, second)), "all batches get the same results"


@points(0.25, supporting=True)
def dtype(FullyConnected, rng):
    """float32 stays float32"""
    weights, x, grad = (normal(rng, 4, 4) for _ in range(3))
    fresh = FullyConnected(4, 4)
    arrays = [fresh.weights, fresh.bias]
    with suppress(Exception):  # the values have properties of their own
        arrays += passes(FullyConnected, weights, (x, grad))[0]
    for array in map(np.asarray, arrays):
        assert array.dtype == np.float32, f"a result has dtype {array.dtype}"
