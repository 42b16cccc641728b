"""Initializers give parameters their first values."""

from __future__ import annotations

import numpy as np

from length.errors import FunctionError


class Initializer:
    """Base of all initializers: derive from it and write `__call__`."""

    def __call__(self, array: np.ndarray) -> None:
        """Fill an array in place.

        Parameters
        ----------
        array : numpy.ndarray
            The parameters, of any shape; their values are replaced.
        """
        where = f"{type(self).__name__}.__call__"
        raise FunctionError(where, "is not written yet", f"Define it in your class {type(self).__name__}")
