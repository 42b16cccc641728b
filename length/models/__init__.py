"""Models: layers and functions put together."""

from length.models.mlp import MLP

__all__ = ["MLP"]
