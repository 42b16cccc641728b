"""The sigmoid squeezes every number into the range from 0 to 1."""

import numpy as np

from length.function import Function


class Sigmoid(Function):
    r"""The logistic function.

    Notes
    -----
    `y = 1 / (1 + exp(-x))`, derivative `y (1 - y)`; x and y have any shape. Only numbers that are not positive are
    given to `exp`, so it never overflows, and small results keep all their digits.
    """

    def internal_forward(self, inputs):
        (x,) = inputs
        decay = np.exp(-np.abs(x))  # exp(-x) for positive x, exp(x) for negative x
        self.y = np.where(x >= 0, 1, decay) / (1 + decay)
        return (self.y,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        return (grad_in * self.y * (1 - self.y),)


def sigmoid(x):
    """Return the sigmoid of each number of x.

    Parameters
    ----------
    x : Graph or array_like
        Numbers of any shape.

    Returns
    -------
    Graph
        The sigmoids, in the shape and dtype of x.
    """
    return Sigmoid()(x)
