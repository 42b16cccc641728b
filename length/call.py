"""A call is one use of a function: what went in and which nodes came out, so that it can be walked backwards."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING
from weakref import ref

import numpy as np

if TYPE_CHECKING:
    from length.function import Function
    from length.graph import Graph

next_number = count().__next__


class Call:
    """One use of a function.

    Parameters
    ----------
    function : Function
        What was called.
    inputs : tuple of Graph
        The nodes that went in.
    arrays : tuple of numpy.ndarray
        Their data as the forward pass saw them.

    Notes
    -----
    A node that came out holds its call, the call holds the nodes that went in, and nothing holds in the other
    direction: a graph that nobody looks at any more is freed at once.

    Calls are numbered as they are made, and what goes in is older than the call it goes into. So the way from the
    highest number to the lowest is a topological order.
    """

    __slots__ = ("arrays", "function", "inputs", "number", "output_forms", "outputs")

    def __init__(self, function: Function, inputs: tuple[Graph, ...], arrays: tuple[np.ndarray, ...]) -> None:
        self.function = function
        self.inputs = inputs
        self.arrays = arrays
        self.number = next_number()

    def made(self, outputs: tuple[Graph, ...]) -> None:
        """Remember the nodes that came out."""
        self.outputs = tuple([ref(node) for node in outputs])
        # One of several outputs can be dropped and still needs a gradient: zeros of its form.
        self.output_forms = [(node.data.shape, node.data.dtype) for node in outputs] if len(outputs) > 1 else None

    def forget_gradients(self) -> None:
        """Clear the gradients of all nodes that went in or came out."""
        for node in self.inputs:
            node.forget_gradient()
        for reference in self.outputs:
            node = reference()
            if node is not None:
                node.forget_gradient()

    def output_gradients(self) -> tuple[np.ndarray, ...] | None:
        """Return a gradient for each output (zeros for one that was not used), or None when there is none at all."""
        nodes = [reference() for reference in self.outputs]
        gradients = [None if node is None else node.grad for node in nodes]
        if self.output_forms is None:
            return None if gradients[0] is None else tuple(gradients)
        if all(gradient is None for gradient in gradients):
            return None
        return tuple(
            np.zeros(*form) if gradient is None else gradient
            for gradient, form in zip(gradients, self.output_forms, strict=True)
        )
