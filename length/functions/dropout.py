"""Dropout leaves out randomly chosen numbers while a network is trained."""

import numpy as np

from length.errors import FunctionError
from length.function import Function


class Dropout(Function):
    """Inverted dropout: what stays is scaled up, so that nothing needs to be scaled when the network is used.

    Parameters
    ----------
    dropout_ratio : float
        The probability with which a number is left out, from 0 up to, not including, 1.
    rng : numpy.random.Generator, optional
        Where the choice comes from; NumPy's global generator (`np.random.seed`) without it.

    Raises
    ------
    FunctionError
        The ratio is not a probability below 1.

    Notes
    -----
    `y = x mask`, `grad_x = grad_in mask`; the mask holds 0 and `1 / (1 - dropout_ratio)`, any shape.
    """

    def __init__(self, dropout_ratio=0.5, rng=None):
        if not 0 <= dropout_ratio < 1:
            problem = f"dropout_ratio must be at least 0 and below 1, got {dropout_ratio}"
            raise FunctionError("Dropout", problem, "Give the part that is left out: 0.5 drops half of the numbers")
        self.dropout_ratio = dropout_ratio
        self.rng = rng

    def internal_forward(self, inputs):
        (x,) = inputs
        random = np.random if self.rng is None else self.rng
        self.mask = np.asarray(random.random(x.shape) >= self.dropout_ratio, x.dtype) / x.dtype.type(
            1 - self.dropout_ratio
        )
        return (x * self.mask,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        return (grad_in * self.mask,)


def dropout(x, dropout_ratio=0.5, train=True, rng=None):
    """Return x with randomly chosen numbers set to zero and the others scaled by `1 / (1 - dropout_ratio)`.

    Parameters
    ----------
    x : Graph or array_like
        Numbers of any shape.
    dropout_ratio : float
        The probability with which a number is left out, from 0 up to, not including, 1.
    train : bool
        Without it every number passes as it is.
    rng : numpy.random.Generator, optional
        Where the choice comes from; NumPy's global generator (`np.random.seed`) without it.

    Returns
    -------
    Graph
        The numbers that stayed, in the shape and dtype of x.

    Raises
    ------
    FunctionError
        The ratio is not a probability below 1.
    """
    return Dropout(dropout_ratio if train else 0, rng)(x)
