"""Sigmoid: every number is squeezed into the range from 0 to 1, and its gradient passes with the slope."""

import numpy as np

from autograder.testing import close, points


def passes(function, x, grad):
    """Return the output and the gradient."""
    output = function.internal_forward((x.copy(),))[0]
    return np.asarray(output), np.asarray(function.internal_backward((x.copy(),), (grad.copy(),))[0])


@points(1.0)
def forward(Sigmoid, rng):
    """forward"""
    for shape in ((1, 9), (2, 3, 4), (5,)):
        x = (3 * rng.normal(size=shape)).astype(np.float32)
        given = x.copy()
        close(Sigmoid().internal_forward((given,))[0], 0.5 + 0.5 * np.tanh(x.astype(np.float64) / 2), "the output")
        close(given, x, "x after the call", rtol=0, atol=0)


@points(0.5, supporting=True)
def large(Sigmoid):
    """large inputs give no NaN"""
    near, far = np.array([20, -20], np.float32), np.array([100, -100, 5000, -5000], np.float32)
    output, gradient = passes(Sigmoid(), far, np.ones_like(far))
    # beside the answer's own values where the curve is flat already: other mistakes don't count here
    close(output, np.tile(Sigmoid().internal_forward((near,))[0], 2), "the output for large inputs")
    assert np.ptp(output) > 0 and np.all(np.isfinite(gradient)), "the gradient is not finite, or the output a constant"


@points(1.0)
def backward(Sigmoid, rng):
    """backward: the slope, times the incoming gradient"""
    for shape in ((1, 6), (2, 3, 4)):
        x, grad = rng.normal(0, 2, (2, *shape)).astype(np.float32)
        output, gradient = passes(Sigmoid(), x, grad)
        own = grad * output.astype(np.float64) * (1 - output.astype(np.float64))
        # by the answer's own output or by x: whether the output is right is another property
        by_output = np.any(gradient) and np.allclose(gradient, own, 1e-4, 1e-6) and not np.allclose(output, x)
        close(gradient, own if by_output else grad / (4 * np.cosh(x.astype(np.float64) / 2) ** 2), "the gradient")


@points(0.5, supporting=True)
def separate_calls(Sigmoid, rng):
    """calls don't influence each other, and float32 stays float32"""
    x, grad, first, last = rng.normal(0, 2, (4, 3, 4)).astype(np.float32)
    alone = passes(Sigmoid(), x, grad)
    assert alone[0].dtype == alone[1].dtype == np.float32, "a result is not float32"
    one, other = Sigmoid(), Sigmoid()
    for function, given in ((one, first), (one, x), (other, last)):
        function.internal_forward((given.copy(),))
    close(one.internal_backward((x.copy(),), (grad.copy(),))[0], alone[1], "the gradient of one of two calls")
