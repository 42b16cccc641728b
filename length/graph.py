"""A graph records which function made which data, and is walked backwards to give each node its gradient.

Calling a function (`Function.forward`) makes a `Graph` node for each array that comes out, and a `Call` that remembers
what went in. `Graph.backward` goes through the calls, the last one first, asks each function for the gradients of what
went in, and then lets the optimizer update each layer that was met, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from length import checks
from length.constants import DTYPE
from length.errors import GraphError
from length.shells import shows_pictures

if TYPE_CHECKING:
    from length.function import Function
    from length.layer import Layer
    from length.optimizer import Optimizer

ARRAYS = (np.ndarray, np.generic)

next_number = count().__next__


class Call:
    """One use of a function: what went in, and the shapes and types of what came out.

    A node holds the call that made it, the call holds the nodes that went in, and nothing holds in the other
    direction: a graph that nobody looks at any more is freed at once. What goes in is older than the call that it goes
    into, so the way from the highest number to the lowest is a topological order.
    """

    __slots__ = ("arrays", "function", "inputs", "number", "output_forms")

    def __init__(self, function: Function, inputs: tuple[Graph, ...], outputs: tuple[Graph, ...]) -> None:
        self.function = function
        self.inputs = inputs
        self.arrays = tuple([node.data for node in inputs])
        self.number = next_number()
        self.output_forms = [(node.data.shape, node.data.dtype) for node in outputs]
        for position, node in enumerate(outputs):
            node.call, node.position = self, position


class Graph:
    """A node of the graph: some data, and how they were made.

    Parameters
    ----------
    data : array_like
        The node's values. Arrays are held, not copied; Python floats become `DTYPE`.
    predecessors, creator : sequence of Graph, Function, optional
        The nodes that the data were made from, and what made them. A node without is a leaf: an input, a label.
    name : str, optional
        What the node is called when a graph is shown.

    Attributes
    ----------
    grad : numpy.ndarray or None
        The gradient of the node that `backward` was called on with respect to this one: None before, None for labels.

    Examples
    --------
    >>> import length.functions as F
    >>> x = Graph([[1.0, 2.0]])
    >>> y = F.sum(F.add(x, x))
    >>> y.backward()
    >>> x.grad
    array([[2., 2.]], dtype=float32)
    """

    __slots__ = ("__weakref__", "_grad", "_grad_by_hand", "call", "data", "name", "position")

    def __init__(
        self,
        data: Any,
        predecessors: Iterable[Graph] | None = None,
        creator: Function | None = None,
        name: str | None = None,
    ) -> None:
        self.data = data if isinstance(data, ARRAYS) else as_numbers(data)
        self.name = name
        self.call: Call | None = None
        self._grad: np.ndarray | None = None
        self._grad_by_hand = False
        if creator is not None:
            Call(creator, tuple(predecessors or ()), (self,))

    @property
    def creator(self) -> Function | None:
        """The function that made the data, or None."""
        return None if self.call is None else self.call.function

    @property
    def predecessors(self) -> tuple[Graph, ...] | None:
        """The nodes that went into the creator, or None."""
        return None if self.call is None else self.call.inputs

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the data."""
        return self.data.shape

    @property
    def dtype(self) -> np.dtype:
        """The type of the data's numbers."""
        return self.data.dtype

    @property
    def grad(self) -> np.ndarray | None:
        """The gradient of the end of the graph with respect to this node; set it by hand to start from it."""
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if isinstance(value, int | float):
            value = np.full(self.data.shape, value, self.data.dtype)
        elif value is not None:
            value = value if isinstance(value, ARRAYS) else np.asarray(value, dtype=self.data.dtype)
            if value.shape != self.data.shape:
                problem = f"a gradient must have the shape of its data, {self.data.shape}, got {value.shape}"
                raise GraphError("Graph.grad", problem, "Give one number for each number in `data`")
        self._grad = value
        self._grad_by_hand = value is not None

    def backward(self, optimizer: Optimizer | None = None) -> None:
        """Compute the gradient of this node with respect to every node that led to it, and update the layers.

        Parameters
        ----------
        optimizer : Optimizer, optional
            Turns the gradients of each layer's parameters into deltas; without it nothing is updated.

        Notes
        -----
        Starts from the `grad` that was set by hand on this node, else from ones. Each call starts afresh. Nothing led
        to a leaf, so there is nothing to do for it.
        """
        if optimizer is not None:
            checks.check_optimizer(optimizer)
        if self.call is None:
            return
        start = self._grad if self._grad_by_hand else None
        calls = calls_before(self)
        for call in calls:
            for node in call.inputs:
                node.grad = None
        self._grad = np.ones_like(self.data) if start is None else start
        # the gradients of each call's outputs, by their position
        output_gradients: dict[Call, dict[int, np.ndarray]] = {call: {} for call in calls}
        output_gradients[self.call][self.position] = self._grad

        # A layer stands here once, however often it was called: gradients of its parameters are summed.
        parameter_gradients: dict[Layer, list[np.ndarray]] = {}
        for call in calls:
            found = output_gradients[call]
            if not found:  # no way from here to the end has a gradient
                continue
            # zeros for one of several outputs that was not used
            forms = enumerate(call.output_forms)
            came_in = tuple([found[place] if place in found else np.zeros(*form) for place, form in forms])
            gradients = checks.backward(call.function, call.arrays, came_in)
            for node, gradient in zip(call.inputs, gradients, strict=False):
                # whole numbers (labels) can't be changed by a little, so there is no gradient
                if gradient is not None and node.data.dtype.kind == "f":
                    # never +=: the first array belongs to the function that returned it
                    node._grad = gradient if node._grad is None else node._grad + gradient
                    if node.call is not None:
                        output_gradients[node.call][node.position] = node._grad
            if optimizer is not None and call.function.needs_optimizer:
                ours, earlier = gradients[len(call.inputs) :], parameter_gradients.get(call.function)
                if earlier is not None:
                    ours = [one + other for one, other in zip(earlier, ours, strict=True)]
                parameter_gradients[call.function] = ours

        # Only now: a layer that changed earlier would send a wrong gradient through its other calls.
        for layer, gradients in parameter_gradients.items():
            checks.update(layer, gradients, optimizer)

    def visualize(self) -> None:
        """Show the nodes that led to this one: drawn in a notebook, elsewhere as a table, inputs first."""
        if not shows_pictures():
            print(self._visualization_as_str())
            return
        from IPython.display import display

        display(self)

    def _repr_html_(self) -> str:
        from length.drawing import draw  # only where it is looked at, here and below: it makes the import slower

        return draw(self)

    def _visualization_as_str(self) -> str:
        from length.drawing import table

        return table(self)

    def __len__(self) -> int:
        return len(self.data)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Let NumPy take the data of a leaf, such as a batch's; elsewhere it would lose the gradient's way back."""
        if self.call is not None:
            hint = "Use `.data` for the numbers, or a function of `length.functions` to compute on"
            raise GraphError(repr(self), "NumPy can't compute with a node that a function made", hint)
        return np.array(self.data, dtype=dtype, copy=copy)

    def __reduce__(self) -> tuple[Any, ...]:
        """Make copies that are leaves: the data, without how they were made."""
        return Graph, (self.data, None, None, self.name)

    def __repr__(self) -> str:
        made_by = "input" if self.call is None else self.call.function.name
        return f"{self.name or made_by} {self.data.shape}"


def calls_before(end: Graph) -> list[Call]:
    """Return every call that led to a node, each once, in topological order from the end to the inputs."""
    found: set[Call] = set()
    to_visit = [end.call]
    while to_visit:  # a stack of our own: Python's ends after a thousand steps
        call = to_visit.pop()
        if call is not None and call not in found:
            found.add(call)
            to_visit.extend([node.call for node in call.inputs])
    return sorted(found, key=attrgetter("number"), reverse=True)


def as_numbers(data: Any) -> np.ndarray:
    """Return lists and Python numbers as an array: floats as DTYPE, whole numbers as NumPy has them."""
    try:
        array = np.asarray(data)
    except ValueError:  # rows of different lengths
        array = np.asarray(None)
    if array.dtype.kind not in "fiub":
        problem = f"data must be an array of numbers, got {type(data).__name__}"
        raise GraphError("Graph", problem, "Give a NumPy array, a number, or a list of numbers in rows of one length")
    return array.astype(DTYPE) if array.dtype.kind == "f" else array
