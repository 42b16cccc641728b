"""Tools for the tests of the runtime: answers as a student could give them, and gradients by central differences."""

from types import SimpleNamespace

import numpy as np
import pytest

from length import DTYPE, Function, Graph, Layer, Optimizer
from length.initializers.xavier import Xavier

STEP = 1e-6


class Step(Optimizer):
    """A step against the gradient, which counts how often it is asked, and for what."""

    def __init__(self, learning_rate):
        self.learning_rate = learning_rate
        self.asked = []

    def run_update_rule(self, gradients, layer):
        self.asked.append((layer, gradients))
        return [self.learning_rate * gradient for gradient in gradients]


class Scale(Layer):
    """The smallest layer: y = w x + b, with one w and b for each column."""

    def __init__(self, size):
        self.w = np.full(size, 2.0)
        self.b = np.zeros(size)

    def internal_forward(self, inputs):
        (x,) = inputs
        return (x * self.w + self.b,)

    def internal_backward(self, inputs, gradients):
        (x,), (grad_in,) = inputs, gradients
        return grad_in * self.w, (grad_in * x).sum(axis=0), grad_in.sum(axis=0)

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self.w = self.w - delta_w
        self.b = self.b - delta_b


class Dense(Layer):
    """A fully connected layer, to put where the student's belongs."""

    def __init__(self, num_inputs, num_outputs, weight_init=None):
        super().__init__()
        self._weights = np.zeros((num_outputs, num_inputs), dtype=DTYPE)
        (weight_init or Xavier())(self._weights)
        self.bias = np.zeros(num_outputs, dtype=DTYPE)

    def internal_forward(self, inputs):
        (x,) = inputs
        return (x @ self._weights.T + self.bias,)

    def internal_backward(self, inputs, gradients):
        (x,), (grad_in,) = inputs, gradients
        return grad_in @ self._weights, grad_in.T @ x, grad_in.sum(axis=0)

    def internal_update(self, parameter_deltas):
        delta_w, delta_b = parameter_deltas
        self._weights -= delta_w
        self.bias -= delta_b


class Square(Function):
    """x squared, which keeps its input in `self`, as students do."""

    def internal_forward(self, inputs):
        (self.x,) = inputs
        return (self.x**2,)

    def internal_backward(self, inputs, gradients):
        (grad_in,) = gradients
        return (2 * self.x * grad_in,)


@pytest.fixture
def answers():
    """Classes that a student could have written."""
    return SimpleNamespace(Step=Step, Scale=Scale, Dense=Dense, Square=Square)


@pytest.fixture
def check_gradients():
    """Return what compares gradients with central differences along a random direction, in float64."""

    def check(function, *inputs, seed=0):
        rng = np.random.default_rng(seed)
        nodes = [Graph(value) for value in inputs]
        end = function(*nodes)
        end.grad = upstream = rng.normal(size=end.shape)  # not ones: they hide a gradient that ignores what comes in
        end.backward()
        for position, node in enumerate(nodes):
            if node.data.dtype.kind != "f":
                assert node.grad is None
                continue
            direction = rng.normal(size=node.shape)

            def value(step, position=position, direction=direction):
                moved = [value + step * direction if place == position else value for place, value in enumerate(inputs)]
                return np.sum(function(*moved).data * upstream)

            numeric = (value(STEP) - value(-STEP)) / (2 * STEP)
            analytic = np.sum(node.grad * direction)
            message = f"input {position}: backward gives {analytic:.9g}, differences give {numeric:.9g}"
            assert np.isclose(analytic, numeric, rtol=1e-6, atol=1e-8), message

    return check
