"""Initializers give parameters their first values."""

import numpy as np

from length.errors import NotWrittenError


class Initializer:
    """Base of all initializers: derive from it and write `__call__`."""

    def __call__(self, array: np.ndarray) -> None:
        """Fill an array of parameters, of any shape, in place."""
        raise NotWrittenError(self, "__call__")
