"""Mean squared error: its value, its gradients, and integer labels as targets."""

from contextlib import suppress

import numpy as np

from autograder.testing import close, points


def pairs(rng):
    """Return predictions and targets: batches of one, odd and even sizes; differences below and above 1."""
    cases = ((4, 3), 1), ((1, 10), 0.3), ((7, 2), 5)
    return [rng.normal(0, scale, (2, *shape)).astype(np.float32) for shape, scale in cases]


def backward(function, x_1, x_2, grad_in):
    """Return both gradients after a forward pass, which may fail: another property looks at it."""
    with suppress(Exception):
        function.internal_forward((x_1.copy(), x_2.copy()))
    gradient_1, gradient_2 = function.internal_backward((x_1.copy(), x_2.copy()), (np.float32(grad_in),))
    return gradient_1, gradient_2


@points(1.0)
def forward(MeanSquaredError, rng):
    """forward: the loss"""
    function = MeanSquaredError()
    same = rng.normal(0, 1, (3, 4)).astype(np.float32)
    for x_1, x_2 in (*pairs(rng), (same, same)):
        x_1, x_2, difference = x_1.copy(), x_2.copy(), x_1.astype(np.float64) - x_2
        inputs = x_1.copy(), x_2.copy()
        loss = np.asarray(function.internal_forward((x_1, x_2))[0])
        # an array of one entry is a number, too
        close(loss.reshape(()) if loss.size == 1 else loss, np.sum(difference**2) / difference.size, "loss")
        close((x_1, x_2), inputs, "the inputs afterwards", rtol=0, atol=0)


@points(1.25)
def gradients(MeanSquaredError, rng):
    """backward: both gradients"""
    function = MeanSquaredError()
    for x_1, x_2 in pairs(rng):
        gradient_1, gradient_2 = backward(function, x_1, x_2, 1)
        expected = 2 * (x_1.astype(np.float64) - x_2) / x_1.size
        close(gradient_1, expected, "gradient 1")
        close(gradient_2, -expected, "gradient 2")


@points(0.75, supporting=True)
def incoming_gradient(MeanSquaredError, rng):
    """backward: passes on the incoming gradient"""
    function = MeanSquaredError()
    for (x_1, x_2), grad_in in zip(pairs(rng)[::2], (2.5, -0.125)):
        units = backward(function, x_1, x_2, 1)
        # the gradients' own values are another property
        for found, unit in zip(backward(function, x_1, x_2, grad_in), units):
            close(found, grad_in * np.asarray(unit, np.float64), "a gradient for another incoming gradient")
            assert np.any(unit), "a gradient is zero everywhere"


@points(1.0)
def labels(MeanSquaredError, rng):
    """integer labels"""
    # an object for either kind of target, as in a network
    with_labels, with_targets = MeanSquaredError(), MeanSquaredError()
    # labels as data sets deliver them (uint8) and as NumPy makes them; the last class occurs, as does the first
    for rows, classes, dtype in ((6, 4, np.uint8), (1, 10, np.int64), (5, 3, np.int32)):
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
