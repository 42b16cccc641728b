"""Initializers, which give parameters their first values."""

from length.initializers.xavier import Xavier

__all__ = ["Xavier"]
