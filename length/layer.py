"""A layer is a function with parameters, which an optimizer updates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from length import checks
from length.errors import NotWrittenError
from length.function import Function

if TYPE_CHECKING:
    from length.optimizer import Optimizer


class Layer(Function):
    """Base of all layers: derive from it and write `internal_forward`, `internal_backward` and `internal_update`.

    Notes
    -----
    `internal_backward` returns the gradients of the inputs first, then those of the parameters. A layer can stand in
    a graph more than once: the gradients of its parameters are then summed, and it is updated once.
    """

    needs_optimizer = True
    optimizer: Optimizer | None = None

    def backward(self, gradients: Any) -> Any:
        """Return the gradients of the inputs of the last call; let `optimizer`, if there is one, update the layer."""
        gradients = super().backward(gradients)
        if self.optimizer is not None:
            checks.update(self, gradients[len(self._inputs) :], self.optimizer)
        return gradients[: len(self._inputs)]

    def internal_update(self, parameter_deltas: list[np.ndarray]) -> None:
        """Subtract the deltas from the parameters, in the order in which `internal_backward` returns the gradients."""
        if parameter_deltas:
            raise NotWrittenError(self, "internal_update")
