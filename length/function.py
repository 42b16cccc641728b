"""A function computes arrays from arrays, and gradients of its inputs from gradients of its outputs."""

from __future__ import annotations

from typing import Any

import numpy as np

from length import protocol
from length.call import Call
from length.errors import FunctionError
from length.graph import Graph


class Function:
    """Base of all functions: derive from it and write `internal_forward` and `internal_backward`.

    Attributes
    ----------
    name : str
        What graphs and errors call the function; the name of its class unless it sets another.

    Notes
    -----
    Arrays come in a tuple and go out in a tuple, one gradient for each input. Neither method may change its arguments.
    What `internal_forward` stores in `self` is there again when `internal_backward` is asked about the same call,
    however often the function was called since.

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
    has_parameters = False

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.name = cls.__dict__.get("name", cls.__name__)

    def __call__(self, *inputs: Any) -> Graph | tuple[Graph, ...]:
        """Compute the function and remember the call in the nodes that come out.

        Parameters
        ----------
        *inputs : Graph or array_like
            Nodes of a graph, or plain arrays, which become leaves.

        Returns
        -------
        Graph or tuple of Graph
            A node for each output, without the tuple if there is one.

        Raises
        ------
        FunctionError
            `internal_forward` returned something else than a tuple of arrays.
        """
        nodes = tuple([node if isinstance(node, Graph) else Graph(node) for node in inputs])
        arrays = tuple([node.data for node in nodes])
        results = protocol.forward(self, arrays)
        call = Call(self.as_called(), nodes, arrays)
        outputs = tuple([Graph(result, call) for result in results])
        call.made(outputs)
        return outputs[0] if len(outputs) == 1 else outputs

    def as_called(self) -> Function:
        """Return the function as this call leaves it: a copy, if the forward pass stored something in it."""
        if not self.__dict__:
            return self
        function = object.__new__(type(self))
        function.__dict__.update(self.__dict__)
        return function

    def internal_forward(self, inputs: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
        """Return the outputs, a tuple of arrays.

        Parameters
        ----------
        inputs : tuple of numpy.ndarray
            What the function was called with.
        """
        raise self._not_written("internal_forward")

    def internal_backward(
        self, inputs: tuple[np.ndarray, ...], gradients: tuple[np.ndarray, ...]
    ) -> tuple[np.ndarray | None, ...]:
        """Return the gradients of the inputs, a tuple of arrays; None for an input that has none, such as labels.

        Parameters
        ----------
        inputs : tuple of numpy.ndarray
            What the function was called with.
        gradients : tuple of numpy.ndarray
            The gradient of each output.
        """
        raise self._not_written("internal_backward")

    def _not_written(self, method: str) -> FunctionError:
        return FunctionError(
            f"{self.name}.{method}", "is not written yet", f"Define it in your class {type(self).__name__}"
        )
