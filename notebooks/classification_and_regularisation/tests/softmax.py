"""Softmax: each row of scores becomes probabilities, and their gradients come back through all of them."""

import numpy as np

from autograder.testing import close, points


def passes(function, x, grad):
    """Return the output and the gradient."""
    output = function.internal_forward((x.copy(),))[0]
    return np.asarray(output), np.asarray(function.internal_backward((x.copy(),), (grad.copy(),))[0])


def probabilities(x):
    """Return the softmax, by differences of scores."""
    return 1 / np.exp(x[..., None, :].astype(np.float64) - x[..., :, None]).sum(axis=-1)


@points(1.0)
def forward(Softmax, rng):
    """forward: the probabilities of each row"""
    for shape in ((4, 6), (1, 9), (5, 1), (2, 3, 4)):
        x = rng.normal(0, 2, shape).astype(np.float32)
        given = x.copy()
        close(Softmax().internal_forward((given,))[0], probabilities(x), "the output")
        close(given, x, "x after the call", rtol=0, atol=0)


@points(0.5, supporting=True)
def large(Softmax, rng):
    """large scores, and rows far apart"""
    # steps of 1/8, which adding 2048 does not round; beside the answer's own values: other mistakes don't count here
    x = (rng.integers(-16, 16, (4, 4)) / 8).astype(np.float32)
    near, up, down = (np.asarray(Softmax().internal_forward((x + np.float32(by),))[0]) for by in (0, 2048, -2048))
    assert np.ptp(near) > 0, "all probabilities are the same"
    close((up, down), (near, near), "the output after adding one number to all scores")
    # rows far apart, and in each row another score far above or below the others
    for far in (x + np.array([[2048], [0], [-2048], [0]]), x + 2048 * np.eye(4), x - 2048 * np.eye(4)):
        assert np.all(np.isfinite(Softmax().internal_forward((far.astype(np.float32),))[0])), "the output is not finite"


@points(1.0)
def backward(Softmax, rng):
    """backward: every score takes part in all probabilities of its row"""
    for shape in ((4, 5), (1, 6), (2, 3, 4)):
        x, grad = rng.normal(0, 1.5, (2, *shape)).astype(np.float32)
        output, gradient = passes(Softmax(), x, grad)
        own, right = (y * (grad - (grad * y).sum(axis=-1, keepdims=True)) for y in (output, probabilities(x)))
        # by the answer's own output or by x: whether the output is right is another property
        by_output = np.any(gradient) and not np.allclose(output, x) and np.allclose(gradient, own, 1e-4, 1e-6)
        close(gradient, own if by_output else right, "the gradient")


@points(0.5, supporting=True)
def separate_calls(Softmax, rng):
    """calls don't influence each other, and float32 stays float32"""
    x, grad, first, last = rng.normal(0, 1, (4, 3, 4)).astype(np.float32)
    alone = passes(Softmax(), x, grad)
    assert alone[0].dtype == alone[1].dtype == np.float32, "a result is not float32"
    one, other = Softmax(), Softmax()
    for function, given in ((one, first), (one, x), (other, last)):
        function.internal_forward((given.copy(),))
    close(one.internal_backward((x.copy(),), (grad.copy(),))[0], alone[1], "the gradient of one of two calls")
