"""A graph node holds data and remembers how they were made, so that gradients find their way back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from length import backpropagation, table
from length.constants import DTYPE
from length.errors import GraphError

if TYPE_CHECKING:
    from length.call import Call
    from length.optimizer import Optimizer


ARRAYS = (np.ndarray, np.generic)


class Graph:
    """A node of the computational graph.

    Parameters
    ----------
    data : array_like
        The node's values. Arrays are held, not copied; Python floats become `DTYPE`.
    call : Call, optional
        The call that made the data. A node without one is a leaf: an input, a label.

    Attributes
    ----------
    data : numpy.ndarray or NumPy scalar
        The node's values.
    grad : numpy.ndarray or None
        The gradient of the node that `backward` was called on with respect to this one: None before, None for labels.

    Raises
    ------
    GraphError
        The data are no numbers, or a gradient of another shape is assigned.

    Examples
    --------
    >>> import length.functions as F
    >>> x = Graph([[1.0, 2.0]])
    >>> y = F.sum(F.add(x, x))
    >>> y.backward()
    >>> x.grad
    array([[2., 2.]], dtype=float32)
    """

    __slots__ = ("__weakref__", "_grad", "_grad_by_hand", "call", "data")

    def __init__(self, data: Any, call: Call | None = None) -> None:
        self.data = data if isinstance(data, ARRAYS) else as_numbers(data)
        self.call = call
        self._grad: np.ndarray | None = None
        self._grad_by_hand = False

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data."""
        return self.data.shape

    @property
    def grad(self) -> np.ndarray | None:
        """The gradient of the end of the graph with respect to this node; set it by hand to start from it."""
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            value = value if isinstance(value, ARRAYS) else np.asarray(value, dtype=self.data.dtype)
            if value.shape != self.data.shape:
                problem = f"a gradient must have the shape of its data, {self.data.shape}, got {value.shape}"
                raise GraphError("Graph.grad", problem, "Give one number for each number in `data`")
        self._grad = value
        self._grad_by_hand = value is not None

    def forget_gradient(self) -> None:
        """Be ready to collect a new gradient."""
        self._grad = None
        self._grad_by_hand = False

    def add_gradient(self, gradient: np.ndarray) -> None:
        """Sum the gradients of all places where the node is used."""
        # never +=: the first array belongs to the function that returned it
        self._grad = gradient if self._grad is None else self._grad + gradient

    @property
    def grad_by_hand(self) -> np.ndarray | None:
        """The `grad` if it was set by hand; None if a backward pass computed it."""
        return self._grad if self._grad_by_hand else None

    def backward(self, optimizer: Optimizer | None = None) -> None:
        """Compute the gradient of this node with respect to every node that led to it, and update the layers.

        Parameters
        ----------
        optimizer : Optimizer, optional
            Turns the gradients of each layer's parameters into deltas, which the layer then applies, after all
            gradients are computed and once a layer. Without it nothing is updated.

        Raises
        ------
        FunctionError
            A function, a layer or the optimizer returned something else than it must.
        GraphError
            `optimizer` is no optimizer.

        Notes
        -----
        Starts from the `grad` that was set by hand on this node, else from ones. Each call starts afresh.
        """
        backpropagation.run(self, optimizer)

    def visualize(self) -> None:
        """Print the nodes that led to this one, inputs first: function, inputs, shape, dtype and gradient."""
        print(table.of(self))

    def __repr__(self) -> str:
        made_by = "input" if self.call is None else self.call.function.name
        return f"Graph({made_by}, shape={self.data.shape}, dtype={self.data.dtype})"


def as_numbers(data: Any) -> np.ndarray:
    """Return lists and Python numbers as an array: floats as DTYPE, whole numbers as NumPy has them."""
    try:
        array = np.asarray(data)
    except ValueError as error:
        raise GraphError(
            "Graph", f"data must be an array of numbers, got {data!r:.60}", "Give rows of one length"
        ) from error
    if array.dtype.kind not in "fiub":
        problem = f"data must be an array of numbers, got {type(data).__name__}"
        raise GraphError("Graph", problem, "Give a NumPy array, a number, or a list of numbers")
    return array.astype(DTYPE) if array.dtype.kind == "f" else array
