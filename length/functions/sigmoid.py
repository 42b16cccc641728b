"""The sigmoid squeezes every number into the range from 0 to 1."""

import numpy as np

from length.function import Function


class Sigmoid(Function):
    """The logistic function.

    Notes
    -----
    `y = 1 / (1 + exp(-x))`, derivative `y (1 - y)`; x and y have any shape. Where `exp` overflows, y is 0: below -88 in
    float32.
    """

    def internal_forward(self, inputs):
        (x,) = inputs
        with np.errstate(over="ignore"):
            self.y = 1 / (1 + np.exp(-x))
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
