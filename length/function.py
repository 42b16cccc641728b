"""A function computes arrays from arrays, and gradients of its inputs from gradients of its outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from length import checks
from length.errors import InputError, NotWrittenError
from length.graph import Call, Graph


class Function:
    """Base of all functions: derive from it and write `internal_forward` and `internal_backward`.

    Attributes
    ----------
    name : str
        What graphs and errors call the function; the name of its class unless it sets another.
    needs_optimizer : bool
        Whether it has parameters, as layers have.

    Notes
    -----
    Neither method may change its arguments. What `internal_forward` stores in `self` is there again when
    `internal_backward` is asked about the same call, however often the function was called since.

    Examples
    --------
    >>> class Square(Function):
    ...     def internal_forward(self, inputs):
    ...         (x,) = inputs
    ...         return (x**2,)
    ...
    ...     def internal_backward(self, inputs, gradients):
    ...         (x,) = inputs
    ...         (grad_in,) = gradients
    ...         return (2 * x * grad_in,)
    >>> x = Graph([1.0, 2.0])
    >>> Square()(x).backward()
    >>> x.grad
    array([2., 4.], dtype=float32)
    """

    name = "Function"
    needs_optimizer = False
    _inputs: tuple[np.ndarray, ...] = ()  # of the last call, for `backward`

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.name = cls.__dict__.get("name", cls.__name__)

    def __call__(self, *inputs: Any) -> Graph | tuple[Graph, ...]:
        """Compute the function; arrays and numbers among the inputs become leaves. See `forward`."""
        return self.forward([node if isinstance(node, Graph) else Graph(node) for node in inputs])

    def forward(self, graphs: list[Graph] | tuple[Graph, ...]) -> Graph | tuple[Graph, ...]:
        """Return a node for each output, which remembers the call; in a tuple if there are several."""
        if not isinstance(graphs, list | tuple) or not all(isinstance(graph, Graph) for graph in graphs):
            problem = f"inputs must be a list/tuple which only includes Graph objects, got {checks.describe(graphs)}"
            raise InputError(f"{self.name}.forward", problem, f"Call {self.name} itself to give it arrays")
        self._inputs = tuple([graph.data for graph in graphs])
        outputs = tuple([Graph(result) for result in checks.forward(self, self._inputs)])
        function = self
        if not self.needs_optimizer:  # a copy, as the next call may store something else in it; copy.copy takes longer
            function = object.__new__(type(self))
            function.__dict__.update(self.__dict__)
        Call(function, tuple(graphs), outputs)
        return outputs[0] if len(outputs) == 1 else outputs

    def backward(self, gradients: Any) -> Any:
        """Return the gradients of the inputs of the last call, for a gradient of its output (a tuple for several)."""
        gradients = gradients if isinstance(gradients, tuple | list) else (gradients,)
        return checks.run(f"{self.name}.internal_backward", self.internal_backward, self._inputs, tuple(gradients))

    def internal_forward(self, inputs: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
        """Return the outputs, a tuple of arrays, for the arrays that the function was called with."""
        raise NotWrittenError(self, "internal_forward")

    def internal_backward(
        self, inputs: tuple[np.ndarray, ...], gradients: tuple[np.ndarray, ...]
    ) -> tuple[np.ndarray | None, ...]:
        """Return the gradient of each input, None for labels; `gradients` are those of the outputs."""
        raise NotWrittenError(self, "internal_backward")
