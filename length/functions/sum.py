"""Summing up makes one number of many, each of which gets the gradient of the sum."""

import numpy as np

from length.function import Function


class Sum(Function):
    """The sum of all numbers of an array.

    Notes
    -----
    x of any shape, y one number of x's dtype; `grad_x` repeats the incoming gradient in the shape of x.
    """

    def internal_forward(self, inputs):
        (x,) = inputs
        return (np.sum(x, dtype=x.dtype),)

    def internal_backward(self, inputs, gradients):
        (x,) = inputs
        (grad_in,) = gradients
        return (np.full(x.shape, grad_in, dtype=grad_in.dtype),)


def sum(x):
    """Return the sum of all numbers of x: see `Sum`."""
    return Sum()(x)
