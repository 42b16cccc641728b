"""Checks of the sigmoid: numbers by hand, large inputs, gradients by differences."""

import numpy as np

from length.functions import Sigmoid, sigmoid
from length.graph import Graph
from length.tests.checking import SEED, check, check_unchanged, required, returned
from length.tests.comparing import compare
from length.tests.gradient_checker import differences

FORWARD, BACKWARD = "Sigmoid.internal_forward", "Sigmoid.internal_backward"
BY_HAND = np.log(np.array([[1 / 9, 1 / 3, 1], [3, 9, 99]])).astype(np.float32)
OUTPUT = np.array([[0.1, 0.25, 0.5], [0.75, 0.9, 0.99]])
SHAPES = ((4, 5), (1, 7), (6,), (2, 1, 3))
LARGE = np.array([-1e4, -500.0, -100.0, 100.0, 500.0, 1e4], np.float32)


def answers():
    """Refuse to start before both answers are there."""
    required(Sigmoid, "sigmoid_tests.Sigmoid")
    required(sigmoid, "sigmoid_tests.sigmoid", a_class=False)


def forward(function, x):
    """Return the output for x, which must stay as it is."""
    given = x.copy()
    (result,) = returned(FORWARD, function.internal_forward((given,)), ("result",))
    check_unchanged(FORWARD, "x", given, x)
    return result


def backward(function, x, grad_in):
    """Return grad_x of the function's last call; both arrays must stay as they are."""
    given_x, given_grad = x.copy(), grad_in.copy()
    (grad_x,) = returned(BACKWARD, function.internal_backward((given_x,), (given_grad,)), ("grad_x",))
    check_unchanged(BACKWARD, "x", given_x, x)
    check_unchanged(BACKWARD, "grad_in", given_grad, grad_in)
    return grad_x


@check("Sigmoid", "forward")
def test_sigmoid_forward():
    """Check outputs computed by hand, through the class and through the function."""
    answers()
    hints = (
        (1 - OUTPUT, "Which sign does the exponent have?"),
        (2 * OUTPUT - 1, "That is the hyperbolic tangent of x/2: the sigmoid lies between 0 and 1"),
        (np.tanh(BY_HAND), "That is the hyperbolic tangent: the sigmoid lies between 0 and 1"),
        (OUTPUT / (1 - OUTPUT), "Is the denominator left out?"),
    )
    hint = "Insert x = ln 3 into the formula: the output is 3/4"
    result = forward(Sigmoid(), BY_HAND)
    compare(FORWARD, "for -ln 9, -ln 3, 0 and ln 3, ln 9, ln 99, result", result, OUTPUT, hints=hints, hint=hint)
    compare(FORWARD, "result", result, OUTPUT, hint=hint, float32=True)
    rng = np.random.default_rng(SEED)
    for shape in SHAPES:
        x = 3 * rng.standard_normal(shape, np.float32)
        node, opposite = sigmoid(Graph(x)), sigmoid(Graph(-x))
        compare("sigmoid", "output for x plus output for -x", node.data + opposite.data, np.ones(shape), hint=hint)
        compare("sigmoid", "ratio of the outputs for x and -x", node.data / opposite.data, np.exp(x), hint=hint)


@check("Sigmoid", "large inputs")
def test_sigmoid_large():
    """Check that the ends are 0 and 1, and that no gradient is lost in infinities."""
    answers()
    function = Sigmoid()
    result = forward(function, LARGE)
    hint = "Put in x = 1000 by hand: is an infinity divided by an infinity?"
    compare(FORWARD, "for inputs from -10000 to 10000, result", result, [0.0, 0, 0, 1, 1, 1], hint=hint)
    grad_x = backward(function, LARGE, np.ones_like(LARGE))
    hint = "Out there the sigmoid is flat. Compute the slope from the output: an exponential may be infinite"
    compare(BACKWARD, "for inputs from -10000 to 10000, grad_x", grad_x, np.zeros(6), hint=hint)


@check("Sigmoid", "backward")
def test_sigmoid_backward():
    """Compare gradients with differences, for calls that overlap."""
    answers()
    rng = np.random.default_rng(SEED + 1)
    for shape in SHAPES:
        cases = []
        for _ in range(2):
            x, grad_in = rng.normal(0, 2, (2, *shape)).astype(np.float32)
            cases.append((x, grad_in, differences(sigmoid, [x])[0]))
        functions = [Sigmoid(), Sigmoid()]
        for function, (x, *_) in zip(functions, cases, strict=True):
            forward(function, x)
        for function, case in zip(functions, cases, strict=True):
            check_gradient(function, *case)
        forward(functions[0], cases[1][0])
        check_gradient(functions[0], *cases[1])


def check_gradient(function, x, grad_in, slope):
    """Compare grad_x of a function whose last call was with x."""
    y = 1 / (1 + np.exp(-x.astype(np.float64)))
    hints = (
        (slope, "Is the incoming gradient left out?"),
        (grad_in * y, "Is one of the factors of the derivative left out?"),
        (grad_in * (1 - y), "Is one of the factors of the derivative left out?"),
        (grad_in * y * (1 + y), "Which sign stands in the bracket of the derivative?"),
        (grad_in * (1 - y * y), "That is the derivative of another function, the hyperbolic tangent"),
        (grad_in * x * (1 - x), "The derivative is in terms of the output y, not of the input x"),
        (-grad_in * slope, "The sigmoid rises everywhere: which sign has its slope?"),
    )
    grad_x = backward(function, x, grad_in)
    hint = "The slope is y (1 - y) with the output y of this very call, and the incoming gradient a factor"
    options = {"source": "differences give", "hints": hints, "hint": hint, "rtol": 2e-3, "atol": 1e-4}
    compare(BACKWARD, "grad_x", grad_x, grad_in * slope, float32=True, **options)
