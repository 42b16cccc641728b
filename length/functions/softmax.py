"""The softmax turns the scores of classes into probabilities."""

import numpy as np

from length.function import Function


class Softmax(Function):
    """The normalised exponential, along the last axis.

    Notes
    -----
    `y_i = exp(x_i) / sum_j exp(x_j)`; x `(N, classes)`, y `(N, classes)`. The largest score of a row is subtracted
    first, which changes nothing but keeps `exp` from overflowing. `grad_x_i = y_i (grad_i - sum_j grad_j y_j)`.
    """

    def internal_forward(self, inputs):
        (x,) = inputs
        exponentials = np.exp(x - x.max(axis=-1, keepdims=True))
        self.y = exponentials / exponentials.sum(axis=-1, keepdims=True)
        return (self.y,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        weighted = grad_in * self.y
        return (weighted - self.y * weighted.sum(axis=-1, keepdims=True),)


def softmax(x):
    """Return the probabilities that belong to scores: see `Softmax`."""
    return Softmax()(x)
