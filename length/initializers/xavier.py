"""Small random numbers around zero, so that the units of a layer start out different from each other."""

import numpy as np

from length.constants import DTYPE
from length.initializer import Initializer


class Xavier(Initializer):
    """Uniformly distributed values with mean zero.

    Parameters
    ----------
    scale : float
        The standard deviation: the values lie between ±1.73 times it.

    Notes
    -----
    The class bears Xavier Glorot's name, who draws from a uniform distribution as well, but his deviation depends on
    the size of the layer; the networks of this course start from 0.01, whatever their size. After `np.random.seed` the
    same values come again.
    """

    def __init__(self, scale=0.01):
        self.scale = scale

    def __call__(self, array):
        """Fill an array of any shape in place."""
        # as float32, in a fraction of the time that the global generator, which knows float64 alone, would take
        rng = np.random.default_rng(np.random.randint(0, 2**32, 4, np.uint32))
        width = DTYPE(self.scale * np.sqrt(12))
        # multiples of 2^-24 from 0 on, less an odd multiple of 2^-25: as many on either side of zero, and none at it
        array[...] = (rng.random(array.shape, DTYPE) - DTYPE(0.5 - 2**-25)) * width
