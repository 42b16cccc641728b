"""Small random numbers around zero, so that the units of a layer start out different from each other."""

import math

import numpy as np

from length.constants import DTYPE
from length.errors import FunctionError
from length.initializer import Initializer


class Xavier(Initializer):
    """Normally distributed values with mean zero.

    Parameters
    ----------
    scale : float or None
        The standard deviation. None takes the one that Xavier Glorot derived, `sqrt(2 / (fan_in + fan_out))`.
    rng : numpy.random.Generator, optional
        Where the values come from. Without it each call takes a new one, which NumPy's global generator seeds: after
        `np.random.seed` the same values come again.

    Notes
    -----
    The default is not Glorot's deviation, though the class bears his name: the networks of this course start from a
    standard deviation of 0.01, whatever their size, and the accuracies that the notebook speaks of depend on that.

    The formula: X. Glorot, Y. Bengio, Understanding the difficulty of training deep feedforward networks, 2010.

    Examples
    --------
    >>> weights = np.zeros((3, 2), dtype=np.float32)
    >>> Xavier()(weights)
    >>> bool((weights != 0).all())
    True
    """

    def __init__(self, scale=0.01, rng=None):
        self.scale = scale
        self.rng = rng

    def __call__(self, array):
        """Fill an array in place: parameters (num_outputs, num_inputs), or any others if there is a `scale`."""
        deviation = DTYPE(self.deviation(array.shape))
        rng = self.rng or np.random.default_rng(np.random.randint(0, 2**32, 4, np.uint32))
        # as float32, in half the time that the global generator, which knows float64 alone, would take
        if array.dtype == DTYPE and array.flags.c_contiguous:
            rng.standard_normal(dtype=DTYPE, out=array)
        else:
            array[...] = rng.standard_normal(array.shape, DTYPE)
        array *= deviation

    def deviation(self, shape):
        """Return the standard deviation for parameters of a shape."""
        if self.scale is not None:
            return self.scale
        if len(shape) < 2:
            problem = f"Glorot's deviation needs the shape (num_outputs, num_inputs), got {shape}"
            raise FunctionError("Xavier", problem, "Give a number as `scale`, or start a bias from zeros")
        receptive_field = math.prod(shape[2:])
        return math.sqrt(2 / ((shape[0] + shape[1]) * receptive_field))
