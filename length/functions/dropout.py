"""Dropout leaves out randomly chosen numbers while a network is trained."""

import numpy as np

from length.errors import FunctionError
from length.function import Function


class Dropout(Function):
    """Inverted dropout: what stays is scaled up, so that nothing needs to be scaled when the network is used.

    Parameters
    ----------
    ratio : float
        The probability with which a number is left out, from 0 up to, not including, 1.
    train : bool
        Without it every number passes as it is.
    rng : numpy.random.Generator, optional
        Where the choice comes from; NumPy's global generator (`np.random.seed`) without it.

    Raises
    ------
    FunctionError
        The ratio is not a probability below 1.

    Notes
    -----
    `y = x mask / (1 - ratio)` with a mask of zeros and ones, `grad_x = grad_in mask / (1 - ratio)`; any shape.
    """

    def __init__(self, ratio=0.5, train=True, rng=None):
        super().__init__()
        if not 0 <= ratio < 1:
            mend = "Give the part that is left out: 0.5 drops half of the numbers"
            raise FunctionError("Dropout", f"ratio must be at least 0 and below 1, got {ratio}", mend)
        self.ratio = ratio
        self.train = train
        self.rng = rng

    def internal_forward(self, inputs):
        (x,) = inputs
        if not self.train or self.ratio == 0:
            self.scaled_mask = None
            return (x,)
        random = np.random if self.rng is None else self.rng
        self.scaled_mask = (random.random(x.shape) >= self.ratio).astype(x.dtype)
        self.scaled_mask /= 1 - self.ratio
        return (x * self.scaled_mask,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        return (grad_in if self.scaled_mask is None else grad_in * self.scaled_mask,)


def dropout(x, ratio=0.5, train=True, rng=None):
    """Return x with randomly chosen numbers set to zero and the others scaled by `1 / (1 - ratio)`.

    Parameters
    ----------
    x : Graph or array_like
        Numbers of any shape.
    ratio : float
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
    return Dropout(ratio, train, rng)(x)
