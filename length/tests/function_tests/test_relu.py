"""Checks of ReLU: what passes, what doesn't, and the same for gradients. The derivative at exactly 0 is left open."""

import numpy as np

from length.functions import Relu, relu
from length.graph import Graph
from length.tests.checking import SEED, check, check_unchanged, node, required, returned
from length.tests.comparing import compare
from length.tests.gradient_checker import differences

FORWARD, BACKWARD = "Relu.internal_forward", "Relu.internal_backward"
BY_HAND = np.array([[-2.0, 3.0, 0.0], [0.001, -0.001, 50.0], [-50.0, 0.4, -0.4]], np.float32)
OUTPUT = np.array([[0.0, 3.0, 0.0], [0.001, 0.0, 50.0], [0.0, 0.4, 0.0]])
SHAPES = ((2, 4), (1, 5), (6,), (2, 1, 2, 2))
STEP = 2e-4  # smaller than the smallest input, so that no difference reaches over the bend at 0


def mixed(rng, shape):
    """Return inputs of both signs, from very small to large, none of them 0."""
    return (np.exp(rng.uniform(np.log(1e-3), np.log(20), shape)) * rng.choice([-1, 1], shape)).astype(np.float32)


def backward(function, x, grad_in):
    """Return grad_x of a function that has been called with x; both arrays must stay as they are."""
    given_x, given_grad = x.copy(), grad_in.copy()
    (grad_x,) = returned(BACKWARD, function.internal_backward((given_x,), (given_grad,)), ("grad_x",))
    check_unchanged(BACKWARD, "x", given_x, x)
    check_unchanged(BACKWARD, "grad_in", given_grad, grad_in)
    return grad_x


@check("ReLU", "forward")
def test_relu_forward():
    """Check outputs computed by hand, inputs of several shapes, and that the input stays."""
    required(Relu, "relu_tests.Relu")
    required(relu, "relu_tests.relu", a_class=False)
    x = BY_HAND.copy()
    (output,) = returned(FORWARD, Relu().internal_forward((x,)), ("activated_inputs",))
    check_unchanged(FORWARD, "x", x, BY_HAND)
    hints = (
        (BY_HAND, "Do negative inputs become zero?"),
        (np.abs(BY_HAND), "Negative inputs become zero, not positive"),
        (np.minimum(BY_HAND, 0), "It is the positive inputs that pass"),
    )
    hint = "Positive inputs pass as they are, all others become zero"
    compare(FORWARD, "activated_inputs", output, OUTPUT, hints=hints, hint=hint, float32=True)
    rng = np.random.default_rng(SEED)
    for shape in SHAPES:
        x = mixed(rng, shape)
        output = node("relu", relu(Graph(x.copy()))).data
        compare(FORWARD, "output where x > 0", output[x > 0], x[x > 0], hint=hint)
        compare(FORWARD, "output where x < 0", output[x < 0], np.zeros(int(np.sum(x < 0))), hint=hint)
        compare(FORWARD, "the output", output, output.reshape(shape), float32=True)


@check("ReLU", "backward")
def test_relu_backward():
    """Compare gradients with differences, for incoming gradients of both signs and for calls that overlap."""
    required(Relu, "relu_tests.Relu")
    required(relu, "relu_tests.relu", a_class=False)
    rng = np.random.default_rng(SEED + 1)
    for shape in SHAPES:
        cases = [gradient_case(mixed(rng, shape), rng.normal(0, 2, shape).astype(np.float32)) for _ in range(2)]
        functions = [Relu(), Relu()]
        for function, (x, *_) in zip(functions, cases, strict=True):
            function.internal_forward((x.copy(),))
        for function, case in zip(functions, cases, strict=True):
            check_gradient(function, *case)
        functions[0].internal_forward((cases[1][0].copy(),))
        check_gradient(functions[0], *cases[1])


def gradient_case(x, grad_in):
    """Return an input, an incoming gradient and what differences give for it."""
    (expected,) = differences(relu, [x], grad_in, eps=STEP)
    return x, grad_in, expected


def check_gradient(function, x, grad_in, expected):
    """Compare grad_x of a function whose last call was with x."""
    hints = (
        (grad_in, "Is the gradient stopped where the input was negative?"),
        (lambda: differences(relu, [x], eps=STEP)[0], "Is the incoming gradient left out?"),
        (np.where(grad_in > 0, grad_in, 0), "The input decides what passes, not the gradient"),
        (expected * x, "The derivative is 1 where the input passed, whatever its size"),
    )
    compare(
        BACKWARD,
        "grad_x",
        backward(function, x, grad_in),
        expected,
        source="differences give",
        hints=hints,
        hint="A gradient passes, times 1, where the input of this very call did, and nowhere else",
        rtol=5e-3,
        atol=1e-4,
        float32=True,
    )
