"""Optimizers, each the answer to a task of the course."""

from length.optimizers.adam import Adam
from length.optimizers.sgd import SGD

__all__ = ["SGD", "Adam"]
