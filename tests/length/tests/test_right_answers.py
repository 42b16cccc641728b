"""Do right answers pass that look unlike the master's?"""

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from length.constants import DTYPE
from length.function import Function
from length.initializers.xavier import Xavier
from length.layer import Layer
from length.optimizer import Optimizer

Arrays = Sequence[np.ndarray]


class SGDInALoop(Optimizer):
    """Another name for the parameter, a loop, a tuple, a print."""

    def __init__(self, step_size: float) -> None:
        self.learning_rate = step_size

    def run_update_rule(self, gradients: Arrays, layer: Layer) -> Any:
        print("updating")
        deltas: tuple[np.ndarray, ...] = ()
        for gradient in gradients:
            delta = gradient.copy()
            delta *= self.learning_rate
            deltas += (delta,)
        return deltas


class FullyConnectedStraight(Layer):
    """Weights stored as the outside sees them, made with np.empty; einsum; new arrays; helpers and extra attributes."""

    def __init__(self, num_inputs: int, num_outputs: int, weight_init: Any = None) -> None:
        super().__init__()
        self.kernel = np.empty((num_inputs, num_outputs), dtype=DTYPE)
        (weight_init or Xavier())(self.kernel)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)
        self.sizes = (num_inputs, num_outputs)

    @property
    def weights(self) -> np.ndarray:
        return self.kernel

    @weights.setter
    def weights(self, value: np.ndarray) -> None:
        self.kernel = np.array(value, dtype=DTYPE)

    def internal_forward(self, inputs: Arrays) -> Any:
        return [np.einsum("ni,io->no", inputs[0], self.kernel) + self.bias[np.newaxis]]

    def internal_backward(self, inputs: Arrays, gradients: Arrays) -> Any:
        (grad,) = gradients
        grad_w = sum(np.outer(x, g) for x, g in zip(inputs[0], grad, strict=True))
        return [grad @ self.weights.T, grad_w, np.ones(len(grad), DTYPE) @ grad]

    def internal_update(self, parameter_deltas: Arrays) -> None:
        self.kernel, self.bias = (old - d for old, d in zip((self.kernel, self.bias), parameter_deltas, strict=True))


class MeanSquaredErrorByEye(Function):
    """One-hot by np.eye, the mean as a sum, the difference kept from the forward pass."""

    def create_one_hot(self, data: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        return np.eye(shape[1], dtype=DTYPE)[data]

    def internal_forward(self, inputs: Arrays) -> Any:
        x1, x2 = inputs
        self.labels = x2.dtype.kind in "iu"
        self.difference = x1 - (self.create_one_hot(x2, x1.shape) if self.labels else x2)
        return (np.array([np.sum(self.difference * self.difference)], dtype=DTYPE) / DTYPE(x1.size),)

    def internal_backward(self, inputs: Arrays, gradients: Arrays) -> Any:
        rows, columns = self.difference.shape
        gradient = 2.0 / (rows * columns) * self.difference * gradients[0]
        return [gradient, None] if self.labels else [gradient, -gradient]


class MeanSquaredErrorInLoops(MeanSquaredErrorByEye):
    """One-hot by a loop."""

    def create_one_hot(self, data: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
        rows = np.zeros(shape, DTYPE)
        for row, label in zip(rows, data, strict=True):
            row[label] = 1
        return rows


class ReluByProduct(Function):
    """Mask from the output, kept from the forward pass, with derivative 1 at 0."""

    def internal_forward(self, inputs: Arrays) -> Any:
        self.output = inputs[0] * (inputs[0] >= 0)
        self.mask = self.output == inputs[0]
        return (self.output,)

    def internal_backward(self, inputs: Arrays, gradients: Arrays) -> Any:
        return (np.where(self.mask, gradients[0], DTYPE(0)),)


class ReluInPlace(Function):
    """A changed copy, and a changed copy of the gradient."""

    def internal_forward(self, inputs: Arrays) -> Any:
        result = inputs[0].copy()
        result[result < 0] = 0
        return [result]

    def internal_backward(self, inputs: Arrays, gradients: Arrays) -> Any:
        gradient = np.array(gradients[0])
        gradient[inputs[0] <= 0] = 0
        return [gradient]


class AdamStepSize(Optimizer):
    """The paper's moments in new arrays, both corrections in the step size, one state object a layer."""

    def __init__(
        self, learning_rate: float = 0.001, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        self.learning_rate, self.beta1, self.beta2, self.eps = learning_rate, beta1, beta2, eps
        self.state: dict[Layer, Any] = {}

    def run_update_rule(self, gradients: Arrays, layer: Layer) -> Any:
        t, m, v = self.state.get(layer, (0, [0.0] * len(gradients), [0.0] * len(gradients)))
        t += 1
        m = [self.beta1 * old + (1 - self.beta1) * g for old, g in zip(m, gradients, strict=True)]
        v = [self.beta2 * old + (1 - self.beta2) * g**2 for old, g in zip(v, gradients, strict=True)]
        self.state[layer] = (t, m, v)
        step = self.learning_rate * (1 - self.beta2**t) ** 0.5 / (1 - self.beta1**t)
        return [step * one / (two**0.5 + self.eps) for one, two in zip(m, v, strict=True)]


ANSWERS = [
    ("sgd", {"SGD": SGDInALoop}),
    ("fully_connected", {"FullyConnected": FullyConnectedStraight}),
    ("mean_squared_error", {"MeanSquaredError": MeanSquaredErrorByEye}),
    ("mean_squared_error", {"MeanSquaredError": MeanSquaredErrorInLoops}),
    ("relu", {"Relu": ReluByProduct}),
    ("relu", {"Relu": ReluInPlace}),
    ("adam", {"Adam": AdamStepSize}),
]


def caller(function: type[Function]) -> Callable[..., Any]:
    return lambda *inputs: function()(*inputs)


@pytest.mark.parametrize(("task", "answer"), ANSWERS)
def test_passes(task: str, answer: dict[str, type], modules: dict[str, ModuleType]) -> None:
    """Is the answer taken for what it is: right?"""
    module = modules[task]
    for name, value in answer.items():
        setattr(module, name, value)
        lower = {"MeanSquaredError": "mean_squared_error", "Relu": "relu"}.get(name)
        if lower:
            setattr(module, lower, caller(value))
    for name in [name for name in vars(module) if name.startswith("test_")]:
        getattr(module, name)()
