"""Backpropagation walks a graph from its end to its inputs and gives each node its gradient."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from length import protocol
from length.errors import GraphError

if TYPE_CHECKING:
    from length.call import Call
    from length.graph import Graph
    from length.layer import Layer
    from length.optimizer import Optimizer


def run(end: Graph, optimizer: Optimizer | None = None) -> None:
    """Set the gradient of every node that led to `end`, then let the optimizer update each layer among them once."""
    if optimizer is not None:
        check_optimizer(optimizer)
    by_hand = end.grad_by_hand
    calls = calls_before(end)
    for call in calls:
        call.forget_gradients()
    end.grad = by_hand
    if by_hand is None:
        end.add_gradient(np.ones_like(end.data))

    # A layer stands here once, however often it was called: gradients of its parameters are summed.
    parameter_gradients: dict[Layer, list[np.ndarray]] = {}
    for call in calls:
        output_gradients = call.output_gradients()
        if output_gradients is None:  # no way from here to the end has a gradient
            continue
        gradients = protocol.backward(call.function, call.arrays, output_gradients)
        for node, gradient in zip(call.inputs, gradients, strict=False):
            # whole numbers (labels) can't be changed by a little, so there is no gradient
            if gradient is not None and node.data.dtype.kind == "f":
                node.add_gradient(gradient)
        if optimizer is not None and call.function.has_parameters:
            ours = gradients[len(call.inputs) :]
            earlier = parameter_gradients.get(call.function)
            parameter_gradients[call.function] = ours if earlier is None else protocol.add(earlier, ours)

    # Only now: a layer that changed earlier would send a wrong gradient through its other calls.
    for layer, gradients in parameter_gradients.items():
        protocol.update(layer, gradients, optimizer)


def calls_before(end: Graph) -> list[Call]:
    """Return every call that led to a node, each once, in topological order from the end to the inputs."""
    found: set[Call] = set()
    to_visit = [end.call]
    while to_visit:
        call = to_visit.pop()
        if call is not None and call not in found:
            found.add(call)
            to_visit.extend([node.call for node in call.inputs])
    return sorted(found, key=attrgetter("number"), reverse=True)


def check_optimizer(optimizer: Optimizer) -> None:
    """Refuse the two usual slips: the class instead of an object of it, and something else altogether."""
    if isinstance(optimizer, type):
        problem = f"expected an optimizer, got the class {optimizer.__name__}"
        raise GraphError("Graph.backward", problem, f"Create one: {optimizer.__name__}(0.1)")
    if not callable(getattr(optimizer, "run_update_rule", None)):
        problem = f"expected an optimizer, got {type(optimizer).__name__}"
        raise GraphError("Graph.backward", problem, "Give an object of a class that derives from Optimizer")
