"""Softmax cross-entropy: the mean of -ln p of the right classes, and its gradients."""

import numpy as np

from autograder.testing import close, points


def made(rng, *shape):
    """Return scores, shares of the classes, and the logarithms of the probabilities, by differences of scores."""
    x, rows = rng.normal(0, 2, shape).astype(np.float32), rng.random(shape)
    logs = -np.log(np.exp(x[:, None, :].astype(np.float64) - x[:, :, None]).sum(axis=-1))
    return x, (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32), logs


def passes(function, x, targets, grad_in=1):
    """Return the loss (an array of one entry is a number, too) and both gradients."""
    loss = np.asarray(function.internal_forward((x.copy(), targets.copy()))[0])
    gradients = function.internal_backward((x.copy(), targets.copy()), (np.float32(grad_in),))
    return loss.reshape(()) if loss.size == 1 else loss, *gradients


@points(1.0)
def forward(SoftmaxCrossEntropy, rng):
    """forward: the loss, for rows as targets"""
    for shape in ((6, 4), (1, 5)):
        x, rows, logs = made(rng, *shape)
        given = x.copy(), rows.copy()
        loss = np.asarray(SoftmaxCrossEntropy().internal_forward(given)[0])
        close(loss.reshape(()) if loss.size == 1 else loss, -(rows * logs).sum() / len(x), "the loss")
        close(given, (x, rows), "the inputs after the call", rtol=0, atol=0)


@points(0.5, supporting=True)
def large(SoftmaxCrossEntropy):
    """large scores, and hopeless ones"""
    rows, x = np.array([[0, 1], [0, 1]], np.float32), np.array([[2, 0], [2, 0]], np.float32)
    loss = [passes(SoftmaxCrossEntropy(), x * np.float32(by), rows)[0] for by in (8, 100, 2000)]
    close(np.array(loss[1:]) / loss[0], np.array([100, 2000]) / 8, "a loss beside one for smaller scores", rtol=1e-3)
    for moved in (2048, -2048), (2048, 2048), (-2048, -2048):
        found = passes(SoftmaxCrossEntropy(), x * 8 + np.array(moved, np.float32)[:, None], rows)[0]
        close(found, loss[0], "the loss after adding a number to all scores of a row", rtol=1e-3)


@points(1.0)
def labels(SoftmaxCrossEntropy, rng):
    """integer labels"""
    for dtype, shape in ((np.uint8, (6, 4)), (np.int32, (1, 5))):
        (x, *_), numbers = made(rng, *shape), np.append(rng.integers(0, shape[1], shape[0])[1:], shape[1] - 1)
        loss, gradient, none = passes(SoftmaxCrossEntropy(), x, numbers.astype(dtype))
        beside = passes(SoftmaxCrossEntropy(), x, np.eye(shape[1], dtype=np.float32)[numbers])
        close(loss, beside[0], "the loss for labels, beside that for rows,")
        close(gradient, beside[1], "the gradient for labels, beside that for rows,")
        assert np.ptp(beside[1]) > 0 and none is None, "the gradient is a constant, or there is one for the labels"


@points(1.0)
def backward(SoftmaxCrossEntropy, rng):
    """backward: both gradients"""
    for shape in ((5, 4), (1, 6)):
        x, rows, logs = made(rng, *shape)
        _, grad_x, grad_targets = passes(SoftmaxCrossEntropy(), x, rows)
        close(grad_x, (np.exp(logs) - rows) / len(x), "grad_x")
        close(grad_targets, -logs / len(x), "grad_targets")


@points(0.5, supporting=True)
def calls(SoftmaxCrossEntropy, rng):
    """passes on the incoming gradient of its own call, in float32"""
    x, rows, _ = made(rng, 5, 4)
    loss, alone, _ = passes(SoftmaxCrossEntropy(), x, rows)
    one, other = SoftmaxCrossEntropy(), SoftmaxCrossEntropy()
    one.internal_forward((x.copy(), rows.copy()))
    other.internal_forward((-x, rows.copy()))
    found = one.internal_backward((x.copy(), rows.copy()), (np.float32(-2.5),))[0]
    close(found, -2.5 * alone, "grad_x for another incoming gradient")
    assert loss.dtype == found.dtype == np.float32, "a result is not float32"
