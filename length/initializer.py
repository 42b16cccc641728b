"""Initializers give parameters their first values."""

from __future__ import annotations

import numpy as np

from length.errors import NotWrittenError


class Initializer:
    """Base of all initializers: derive from it and write `__call__`."""

    def __call__(self, array: np.ndarray) -> None:
        """Fill an array in place.

        Parameters
        ----------
        array : numpy.ndarray
            The parameters, of any shape; their values are replaced.
        """
        raise NotWrittenError(self, "__call__")
