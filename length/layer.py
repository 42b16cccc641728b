"""A layer is a function with parameters, which an optimizer updates."""

from __future__ import annotations

import numpy as np

from length.function import Function


class Layer(Function):
    """Base of all layers: derive from it and write `internal_forward`, `internal_backward` and `internal_update`.

    Notes
    -----
    `internal_backward` returns the gradients of the inputs first, then those of the parameters. A layer can stand in
    a graph more than once: the gradients of its parameters are then summed, and it is updated once.
    """

    has_parameters = True

    def as_called(self) -> Layer:
        """Return the layer itself: all its calls share the parameters."""
        return self

    def internal_update(self, parameter_deltas: list[np.ndarray]) -> None:
        """Subtract the deltas from the parameters.

        Parameters
        ----------
        parameter_deltas : list of numpy.ndarray
            A delta for each parameter, in the order in which `internal_backward` returns their gradients.
        """
        if parameter_deltas:
            raise self._not_written("internal_update")
