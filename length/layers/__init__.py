"""Layers, each the answer to a task of the course."""

from length.layers.fully_connected import FullyConnected

__all__ = ["FullyConnected"]
