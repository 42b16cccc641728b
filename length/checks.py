"""Checks of what functions, layers and optimizers are given and hand back: a mistake is named where it was made."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from length.errors import FunctionError, GraphError
from length.optimizer import Optimizer

if TYPE_CHECKING:
    from length.function import Function
    from length.layer import Layer

Arrays = tuple[np.ndarray, ...]

NUMBERS = (np.ndarray, np.generic, float, int)


def forward(function: Function, inputs: Arrays) -> Arrays:
    """Return the outputs of a function, or say what is wrong with them."""
    for position, array in enumerate(inputs):
        if array.size == 0:
            problem = f"{input_name(position, inputs)} must hold one number at least, got shape {array.shape}"
            raise FunctionError(f"{function.name}.forward", problem, "Is the batch empty?")
    where = f"{function.name}.internal_forward"
    outputs = run(where, function.internal_forward, inputs)
    if not isinstance(outputs, tuple | list) or len(outputs) == 0:
        problem = f"expected a tuple of arrays, got {describe(outputs)}"
        raise FunctionError(where, problem, "End it with `return result,`")
    for output in outputs:
        if not isinstance(output, NUMBERS):
            problem = f"expected a tuple of arrays, got {describe(output)} in it"
            raise FunctionError(where, problem, "Compute with the arrays in `inputs`, and return arrays")
    return tuple(outputs)


def backward(function: Function, inputs: Arrays, output_gradients: Arrays) -> Sequence[np.ndarray | None]:
    """Return the gradients of a function's inputs (and of a layer's parameters), or say what is wrong with them."""
    where = f"{function.name}.internal_backward"
    gradients = run(where, function.internal_backward, inputs, output_gradients)
    if not isinstance(gradients, tuple | list):
        problem = f"expected a tuple with a gradient for each input, got {describe(gradients)}"
        raise FunctionError(where, problem, "End it with `return grad_x,` (None for labels)")
    if len(gradients) != len(inputs) and not (function.needs_optimizer and len(gradients) > len(inputs)):
        parameters = " and one for each parameter" if function.needs_optimizer else ""
        problem = f"expected {number_of(len(inputs), 'gradient')}, one for each input{parameters}, got {len(gradients)}"
        raise FunctionError(where, problem, "Return them in the order of the inputs, None for labels")
    for position, (array, gradient) in enumerate(zip(inputs, gradients, strict=False)):
        if gradient is not None and np.shape(gradient) != array.shape and array.dtype.kind == "f":
            name = input_name(position, inputs)
            problem = f"the gradient of {name} must have the shape of {name}, {array.shape}, got {np.shape(gradient)}"
            raise FunctionError(where, problem, "Each number of an input has a gradient of its own")
    return gradients


def update(layer: Layer, gradients: Sequence[np.ndarray], optimizer: Optimizer) -> None:
    """Let the optimizer turn the gradients of a layer's parameters into deltas, and the layer apply them."""
    if any(gradient is None for gradient in gradients):
        problem = "expected an array for each parameter, got None in its place"
        raise FunctionError(f"{layer.name}.internal_backward", problem, "Only labels have no gradient")
    if isinstance(optimizer, Optimizer):
        optimizer.keep(layer)
    where = f"{type(optimizer).__name__}.run_update_rule"
    deltas = run(where, optimizer.run_update_rule, list(gradients), layer)
    if not isinstance(deltas, list | tuple) or len(deltas) != len(gradients):
        wanted = number_of(len(gradients), "delta")
        problem = f"expected a list of {wanted}, one for each gradient, got {describe(deltas)}"
        raise FunctionError(where, problem, "Return a list that has the length of `gradients`")
    for delta, gradient in zip(deltas, gradients, strict=True):
        if np.shape(delta) != np.shape(gradient):
            problem = f"a delta must have the shape of its gradient, {np.shape(gradient)}, got {np.shape(delta)}"
            raise FunctionError(where, problem, "Compute a delta for each number of each gradient")
    try:
        run(f"{layer.name}.internal_update", layer.internal_update, deltas)
    except Exception as error:
        got = number_of(len(gradients), "gradient")
        error.add_note(f"{layer.name}.internal_backward returned {got} after that of the input, for the parameters.")
        raise


def check_optimizer(optimizer: Optimizer) -> None:
    """Refuse two frequent mistakes: the class instead of an object of it, and something else altogether."""
    if isinstance(optimizer, type):
        problem = f"expected an optimizer, got the class {optimizer.__name__}"
        raise GraphError("Graph.backward", problem, f"Create one: {optimizer.__name__}(0.1)")
    if not callable(getattr(optimizer, "run_update_rule", None)):
        problem = f"expected an optimizer, got {type(optimizer).__name__}"
        raise GraphError("Graph.backward", problem, "Give an object of a class that derives from Optimizer")


def run(where: str, method: Callable[..., Any], *arguments: Any) -> Any:
    """Call a method; an error that comes out of it is told where it happened, and with which arrays."""
    try:
        return method(*arguments)
    except Exception as error:
        code = getattr(getattr(method, "__func__", method), "__code__", None)
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__) if frame.f_code is code]
        shapes = told_shapes(named_arrays(frames[0].f_locals)) if frames else ""
        error.add_note(f"This happened in {where}{', where ' if shapes else ''}{shapes}.")
        raise


def named_arrays(variables: dict[str, Any]) -> dict[str, np.ndarray]:
    """Return a method's arrays, its own and those in `self`, by the names that they have there."""
    own = getattr(variables.get("self"), "__dict__", {})
    named = {**variables, **{f"self.{name}": value for name, value in own.items()}}
    return {name: value for name, value in named.items() if isinstance(value, np.ndarray)}


def told_shapes(arrays: dict[str, np.ndarray]) -> str:
    """Return the shapes of arrays in words."""
    told = [f"{name} has shape {array.shape}" for name, array in arrays.items()]
    return " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))


def input_name(position: int, inputs: Sequence[Any]) -> str:
    """Return what the course calls an input: x if it is the only one, else x1, x2."""
    return "x" if len(inputs) == 1 else f"x{position + 1}"


def number_of(number: int, noun: str) -> str:
    """Return a number with its noun: `1 gradient`, `2 gradients`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def describe(value: Any) -> str:
    """Return what a value is, in the words of an error."""
    if value is None:
        return "None (is the return missing?)"
    if isinstance(value, np.ndarray):
        return f"one array of shape {value.shape}"
    return f"a {type(value).__name__}{f' of {len(value)}' if isinstance(value, list | tuple) else ''}"
