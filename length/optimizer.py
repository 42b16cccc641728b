"""Optimizers turn gradients into parameter deltas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from length.errors import NotWrittenError

if TYPE_CHECKING:
    import numpy as np

    from length.layer import Layer


class Optimizer:
    """Base of all optimizers: derive from it and write `run_update_rule`."""

    def keep(self, layer: Layer) -> None:
        """Let a layer live as long as its optimizer, which may know it by its `id`: Python reuses those of the dead."""
        self.__dict__.setdefault("_layers", {})[id(layer)] = layer

    def run_update_rule(self, gradients: list[np.ndarray], layer: Layer) -> list[np.ndarray]:
        """Return the deltas that the layer subtracts from its parameters.

        Parameters
        ----------
        gradients : list of numpy.ndarray
            The gradient of each parameter of one layer.
        layer : Layer
            The layer they belong to, for optimizers that keep something for each layer.
        """
        raise NotWrittenError(self, "run_update_rule")
