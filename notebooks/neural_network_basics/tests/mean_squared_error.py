"""Mean squared error: its value, its gradients, and integer labels as targets."""

from contextlib import suppress
from functools import cache

import numpy as np

from autograder.testing import close, generator, points


def pairs():
    """Return predictions and targets: one sample and several; differences of 0, below and above 1."""
    rng, found = generator(2), []
    for shape, scale in (((1, 10), 0.3), ((7, 2), 5)):
        x_1, x_2 = rng.normal(0, scale, (2, *shape)).astype(np.float32)
        x_2[0, 0] = x_1[0, 0]
        found.append((x_1, x_2))
    return found


def backward(function, x_1, x_2, grad_in):
    """Return both gradients after a forward pass, which may fail: another property looks at it."""
    with suppress(Exception):
        function.internal_forward((x_1.copy(), x_2.copy()))
    gradient_1, gradient_2 = function.internal_backward((x_1.copy(), x_2.copy()), (np.float32(grad_in),))
    return gradient_1, gradient_2


@cache
def unit_gradients(MeanSquaredError):
    """Return both gradients of each pair for the incoming gradient 1. Asked for once: two properties look at them."""
    function = MeanSquaredError()
    return [backward(function, x_1, x_2, 1) for x_1, x_2 in pairs()]


@points(1.0)
def forward(MeanSquaredError):
    """forward: the loss"""
    function = MeanSquaredError()
    for x_1, x_2 in pairs():
        inputs, difference = (x_1.copy(), x_2.copy()), x_1.astype(np.float64) - x_2
        loss = np.asarray(function.internal_forward((x_1, x_2))[0])
        # an array of one entry is a number, too
        close(loss.reshape(()) if loss.size == 1 else loss, np.sum(difference**2) / difference.size, "loss")
        close((x_1, x_2), inputs, "the inputs afterwards", rtol=0, atol=0)


@points(1.25)
def gradients(MeanSquaredError):
    """backward: both gradients"""
    for (x_1, x_2), (gradient_1, gradient_2) in zip(pairs(), unit_gradients(MeanSquaredError)):
        expected = 2 * (x_1.astype(np.float64) - x_2) / x_1.size
        close(gradient_1, expected, "gradient 1")
        close(gradient_2, -expected, "gradient 2")


@points(0.75, supporting=True)
def incoming_gradient(MeanSquaredError):
    """backward: passes on the incoming gradient"""
    grad_in = -2.5
    found = backward(MeanSquaredError(), *pairs()[1], grad_in)
    # the gradients' own values are another property
    for gradient, unit in zip(found, unit_gradients(MeanSquaredError)[1]):
        close(gradient, grad_in * np.asarray(unit, np.float64), "a gradient for another incoming gradient")
        assert np.any(unit), "a gradient is zero everywhere"


@points(1.0)
def labels(MeanSquaredError, rng):
    """integer labels"""
    # an object for either kind of target, as in a network
    with_labels, with_targets = MeanSquaredError(), MeanSquaredError()
    # labels as data sets deliver them (uint8) and as NumPy makes them; the last class occurs, as does the first
    for rows, classes, dtype in ((6, 4, np.uint8), (1, 10, np.int32)):
        numbers = rng.integers(0, classes, rows)
        numbers[rows // 2 :: 2], numbers[0] = 0, classes - 1
        targets = np.zeros((rows, classes), np.float32)
        for row, number in enumerate(numbers):
            targets[row, number] = 1
        numbers, x = numbers.astype(dtype), rng.normal(0, 1, (rows, classes)).astype(np.float32)
        one_hot = with_labels.create_one_hot(numbers.copy(), x.shape)
        close(one_hot, targets, "one hot")
        assert one_hot.dtype == np.float32, "create_one_hot must return float32"

        # against ready one-hot vectors, both by the answer itself: their values are other properties
        losses = [
            np.asarray(f.internal_forward((x.copy(), t.copy()))[0])
            for f, t in ((with_labels, numbers), (with_targets, targets))
        ]
        close(losses[0], losses[1], "the loss for labels, beside that for their one-hot vectors,")
        gradient, none = with_labels.internal_backward((x.copy(), numbers.copy()), (np.float32(1),))
        assert none is None, "the second gradient must be None for labels"
        beside, _ = with_targets.internal_backward((x.copy(), targets.copy()), (np.float32(1),))
        close(gradient, beside, "the gradient for labels, beside that for their one-hot vectors,")
