"""What functions, layers and optimizers hand back is checked here, so that a slip is named where it was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from length.errors import FunctionError

if TYPE_CHECKING:
    from length.function import Function
    from length.layer import Layer
    from length.optimizer import Optimizer

Arrays = tuple[np.ndarray, ...]

NUMBERS = (np.ndarray, np.generic, float, int)


def forward(function: Function, inputs: Arrays) -> Arrays:
    """Return the outputs of a function, or say what is wrong with them."""
    where = f"{function.name}.internal_forward"
    try:
        outputs = function.internal_forward(inputs)
    except Exception as error:
        error.add_note(f"This happened in {where}, with inputs of shape {shapes(inputs)}.")
        raise
    if not isinstance(outputs, tuple | list) or len(outputs) == 0:
        raise FunctionError(
            where, f"expected a tuple of arrays, got {describe(outputs)}", "End it with `return result,`"
        )
    for output in outputs:
        if not isinstance(output, NUMBERS):
            mend = "Compute with the arrays in `inputs`, and return arrays"
            raise FunctionError(where, f"expected a tuple of arrays, got {describe(output)} in it", mend)
    return tuple(outputs)


def backward(function: Function, inputs: Arrays, output_gradients: Arrays) -> Sequence[np.ndarray | None]:
    """Return the gradients of a function's inputs (and of a layer's parameters), or say what is wrong with them."""
    where = f"{function.name}.internal_backward"
    try:
        gradients = function.internal_backward(inputs, output_gradients)
    except Exception as error:
        given = f"inputs of shape {shapes(inputs)} and gradients of shape {shapes(output_gradients)}"
        error.add_note(f"This happened in {where}, with {given}.")
        raise
    if not isinstance(gradients, tuple | list):
        problem = f"expected a tuple with a gradient for each input, got {describe(gradients)}"
        raise FunctionError(where, problem, "End it with `return grad_x,` (None for labels)")
    if len(gradients) != len(inputs) and not (function.has_parameters and len(gradients) > len(inputs)):
        parameters = " and one for each parameter" if function.has_parameters else ""
        problem = f"expected {count(len(inputs), 'gradient')}, one for each input{parameters}, got {len(gradients)}"
        raise FunctionError(where, problem, "Return them in the order of the inputs, None for labels")
    for position, (array, gradient) in enumerate(zip(inputs, gradients, strict=False)):
        if gradient is not None and np.shape(gradient) != array.shape and array.dtype.kind == "f":
            problem = (
                f"gradient {position} must have the shape of input {position}, {array.shape}, got {np.shape(gradient)}"
            )
            raise FunctionError(where, problem, "Each number of an input has a gradient of its own")
    return gradients


def add(earlier: Sequence[np.ndarray], gradients: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Sum the gradients of the parameters of a layer that is used more than once."""
    return [one + other for one, other in zip(earlier, gradients, strict=True)]


def update(layer: Layer, gradients: Sequence[np.ndarray], optimizer: Optimizer) -> None:
    """Let the optimizer turn the gradients of a layer's parameters into deltas, and the layer apply them."""
    if any(gradient is None for gradient in gradients):
        problem = "expected an array for each parameter, got None in its place"
        raise FunctionError(f"{layer.name}.internal_backward", problem, "Only labels have no gradient")
    deltas = optimizer.run_update_rule(list(gradients), layer)
    check_deltas(f"{type(optimizer).__name__}.run_update_rule", deltas, gradients)
    try:
        layer.internal_update(deltas)
    except ValueError as error:
        parameters = [name for name, value in vars(layer).items() if isinstance(value, np.ndarray)]
        if "to unpack" not in str(error) or len(parameters) <= len(gradients):
            raise
        problem = (
            f"expected {count(len(parameters), 'gradient')} for the parameters ({', '.join(parameters)}) "
            f"after that of the input, got {len(gradients)}"
        )
        mend = "Return the gradient of the input first, then one for each parameter"
        raise FunctionError(f"{layer.name}.internal_backward", problem, mend) from error


def check_deltas(where: str, deltas: Sequence[np.ndarray], gradients: Sequence[np.ndarray]) -> None:
    """Refuse deltas that don't belong to the gradients one by one."""
    if not isinstance(deltas, list | tuple) or len(deltas) != len(gradients):
        problem = f"expected a list of {count(len(gradients), 'delta')}, one for each gradient, got {describe(deltas)}"
        raise FunctionError(where, problem, "Return a list that has the length of `gradients`")
    for delta, gradient in zip(deltas, gradients, strict=True):
        if np.shape(delta) != np.shape(gradient):
            problem = f"a delta must have the shape of its gradient, {np.shape(gradient)}, got {np.shape(delta)}"
            raise FunctionError(where, problem, "Compute a delta for each number of each gradient")


def shapes(arrays: Arrays) -> str:
    """Return the shapes of some arrays as text."""
    return " and ".join(str(np.shape(array)) for array in arrays)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 gradient`, `2 gradients`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def describe(value: Any) -> str:
    """Return what a value is, in the words of an error."""
    if value is None:
        return "None (is the return missing?)"
    if isinstance(value, np.ndarray):
        return f"one array of shape {value.shape}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    return f"a {type(value).__name__}"
