"""Checks of the fully connected layer: its start, both passes, its update."""

import numpy as np

from length.errors import CheckFailedError
from length.functions import sum as sum_of
from length.layers import FullyConnected
from length.optimizer import Optimizer
from length.tests.checking import SEED, check, check_unchanged, required
from length.tests.comparing import compare
from length.tests.layer_tests.passes import (
    FORWARD,
    UPDATE,
    backward,
    check_gradients,
    compare_update,
    differences,
    forward,
    layer_with,
    random_arrays,
)

START = "FullyConnected.__init__"
FORWARD_HINT = "Each output is a sum over the inputs, each times its weight, plus that output's bias"


def check_kept(layer):
    """Refuse a layer that has no weights, or lost them to what the initializer returned: nothing."""
    try:
        weights = layer.weights
    except AttributeError:
        weights = None
    if weights is None:
        lost = [f"self.{name} is None" for name, value in vars(layer).items() if value is None]
        hint = "weight_init fills the array that it gets and returns nothing: call it, and assign no result of it"
        if not lost:
            lost, hint = ["self._weights is not there"], "Create it: zeros, an entry for each pair of output and input"
        raise CheckFailedError(START, lost[0], hint)


@check("FullyConnected", "start")
def test_initialization():
    """Check shapes, dtypes and first values, with the layer's own initializer and with one that is given."""
    required(FullyConnected, "fc_tests.FullyConnected")
    for sizes in ((3, 5), (4, 1), (1, 6)):
        filled = []

        def fill(array, filled=filled):
            array[...] = np.arange(1, array.size + 1).reshape(array.shape)
            filled.append(array.shape)

        layer = FullyConnected(*sizes, weight_init=fill)
        if not filled:
            hint = "Call weight_init with the array of the weights"
            raise CheckFailedError(START, "the initializer that was given as weight_init is never called", hint)
        if set(filled) - {sizes, sizes[::-1]}:
            problem = f"weight_init must get an array of shape {sizes[::-1]} (or {sizes}), got {filled[0]}"
            raise CheckFailedError(START, problem, "One weight for each pair of an input and an output")
        check_kept(layer)
        written = np.arange(1, sizes[0] * sizes[1] + 1).reshape(filled[0])
        expected = written if filled[0] == sizes else written.T
        hint = "weight_init fills the array that it gets: give it the layer's own array, and keep what it wrote"
        compare(START, "weights", layer.weights, expected, source="weight_init wrote", hint=hint, float32=True)
        hint = "The bias starts with a zero for each output"
        compare(START, "bias", layer.bias, np.zeros(sizes[1]), hint=hint, float32=True)
        own = np.asarray(FullyConnected(*sizes).weights)
        if not np.isfinite(own).all() or (own == 0).any():
            problem = f"the weights are {np.array2string(own.ravel()[:3], precision=4)} … if no initializer is given"
            raise CheckFailedError(START, problem, "Every weight needs a first value: call weight_init")


@check("FullyConnected", "forward")
def test_fully_connected_forward():
    """Check outputs computed by hand, for batches of several sizes."""
    required(FullyConnected, "fc_tests.FullyConnected")
    weights = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    bias = np.array([10, 20, 30], np.float32)
    layer = layer_with(FullyConnected, weights, bias)
    by_hand = (
        ([[1, 0], [0, 1], [2, -1]], [[11, 22, 33], [14, 25, 36], [8, 19, 30]]),
        ([[0, 0]], [[10, 20, 30]]),
        ([[-1, 1], [1, 1], [0.5, 0], [0, 2]], [[13, 23, 33], [15, 27, 39], [10.5, 21, 31.5], [18, 30, 42]]),
    )
    for x, expected in by_hand:
        x, expected = np.array(x, np.float32), np.array(expected, np.float64)
        hints = (
            (expected - bias, "Is the bias forgotten?"),
            (expected + bias, "Is the bias added twice?"),
            (expected - 2 * bias, "Is the bias subtracted?"),
        )
        compare(FORWARD, "result", forward(layer, x), expected, hints=hints, hint=FORWARD_HINT, float32=True)
        compare(FORWARD, "result as a graph", layer(x).data, expected, hint=FORWARD_HINT)
    compare(FORWARD, "weights after forward", layer.weights, weights, hint="A forward pass changes nothing")
    compare(FORWARD, "bias after forward", layer.bias, bias, hint="A forward pass changes nothing")
    narrow = layer_with(FullyConnected, np.array([[1], [-2], [3]], np.float32), np.array([0.5], np.float32))
    result = forward(narrow, np.array([[1, 1, 1], [2, 0, -1]], np.float32))
    compare(FORWARD, "result for 3 inputs and 1 output", result, [[2.5], [-0.5]], hint=FORWARD_HINT, float32=True)


@check("FullyConnected", "backward")
def test_fully_connected_backward():
    """Compare all gradients with differences, for batches of several sizes that take turns."""
    required(FullyConnected, "fc_tests.FullyConnected")
    rng = np.random.default_rng(SEED + 1)
    cases = ((4, 2, 3), (1, 3, 2), (3, 2, 1))
    for batch, num_inputs, num_outputs in cases:
        weights, bias = random_arrays(rng, (num_inputs, num_outputs), (num_outputs,))
        layer = layer_with(FullyConnected, weights, bias)
        batches = [random_arrays(rng, (batch, num_inputs), (batch, num_outputs)) for _ in range(2)]
        for x, _ in batches:
            forward(layer, x)
        for x, grad_in in batches:
            check_gradients(layer, (x, weights, bias), grad_in)


class HalfStep(Optimizer):
    """Deltas are half of the gradients."""

    def run_update_rule(self, gradients, layer):
        return [gradient / 2 for gradient in gradients]


@check("FullyConnected", "update")
def test_fully_connected_update():
    """Check that both deltas are subtracted, once, and in a step of training as well."""
    required(FullyConnected, "fc_tests.FullyConnected")
    rng = np.random.default_rng(SEED)
    for sizes in ((3, 2), (1, 4)):
        weights, bias, x = random_arrays(rng, sizes, sizes[1:], (2, sizes[0]))
        layer = layer_with(FullyConnected, weights, bias)
        forward(layer, x)
        stored = np.shape(backward(layer, x, np.ones((2, sizes[1]), np.float32))[1])
        for _ in range(2):
            delta_w, delta_b = random_arrays(rng, sizes, sizes[1:])
            given = [(delta_w.T if stored == sizes[::-1] else delta_w).copy(), delta_b.copy()]
            before = [array.copy() for array in given]
            layer.internal_update(given)
            for name, now, delta in zip(("delta_w", "delta_b"), given, before, strict=True):
                check_unchanged(UPDATE, name, now, delta)
            compare_update("weights", layer.weights, weights, delta_w)
            compare_update("bias", layer.bias, bias, delta_b)
            weights, bias = weights - delta_w, bias - delta_b
        _, grad_w, grad_b = differences(FullyConnected, x, weights, bias, np.ones((2, sizes[1])))
        sum_of(layer(x)).backward(HalfStep())
        hint = "Do backward and update agree on the shapes?"
        compare(UPDATE, "in training, weights", layer.weights, weights - grad_w / 2, hint=hint, rtol=1e-3, atol=1e-5)
        compare(UPDATE, "in training, bias", layer.bias, bias - grad_b / 2, hint=hint, rtol=1e-3, atol=1e-5)
