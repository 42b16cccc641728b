"""Checks of the softmax: numbers by hand, large scores, gradients by differences."""

import numpy as np

from length.functions import Softmax, softmax
from length.graph import Graph
from length.tests.checking import SEED, check, check_unchanged, required, returned
from length.tests.comparing import compare
from length.tests.gradient_checker import differences

FORWARD, BACKWARD = "Softmax.internal_forward", "Softmax.internal_backward"
EXPONENTIALS = np.array([[1.0, 2, 5], [4, 4, 2]])
BY_HAND = np.log(EXPONENTIALS).astype(np.float32)
OUTPUT = np.array([[0.125, 0.25, 0.625], [0.4, 0.4, 0.2]])
WHAT = "for rows ln [1 2 5] and ln [4 4 2], result"
SHAPES = ((4, 5), (1, 7), (6, 1), (2, 3, 4), (5,))


def answers():
    """Refuse to start before both answers are there."""
    required(Softmax, "softmax_tests.Softmax")
    required(softmax, "softmax_tests.softmax", a_class=False)


def forward(function, x):
    """Return the output for x, which must stay as it is."""
    given = x.copy()
    (result,) = returned(FORWARD, function.internal_forward((given,)), ("result",))
    check_unchanged(FORWARD, "x", given, x)
    return result


@check("Softmax", "forward")
def test_softmax_forward():
    """Check outputs computed by hand, and what holds for the rows of any batch."""
    answers()
    hints = (
        (EXPONENTIALS / EXPONENTIALS.sum(axis=0), "Does each row have a sum of its own? Look at the axis"),
        (EXPONENTIALS / EXPONENTIALS.sum(), "Does each row have a sum of its own? Look at the axis"),
        (EXPONENTIALS / EXPONENTIALS.max(axis=1, keepdims=True), "Do the rows sum to 1? Look at the denominator"),
        (EXPONENTIALS, "Is the denominator left out?"),
        (np.log(OUTPUT), "Those are the logarithms of the probabilities"),
        (OUTPUT[:, ::-1], "Which sign do the scores have in the exponential?"),
    )
    hint = "Exponentials, divided by the sum of their row"
    result = forward(Softmax(), BY_HAND)
    compare(FORWARD, WHAT, result, OUTPUT, hints=hints, hint=hint)
    compare(FORWARD, "result", result, OUTPUT, hint=hint, float32=True)
    rng = np.random.default_rng(SEED)
    for shape in SHAPES:
        x = 2 * rng.standard_normal(shape, np.float32)
        y = np.asarray(softmax(Graph(x.copy())).data)
        hint = "Classes are along the last axis, and every row sums to 1"
        compare("softmax", "the shape of its output", y.shape, shape, hint=hint)
        compare("softmax", f"for shape {shape}, sums of the output's rows", y.sum(axis=-1), np.ones(shape[:-1]), hint=hint)
        ratios, expected = y / y[..., :1], np.exp(x - x[..., :1])
        compare("softmax", f"for shape {shape}, ratios to the first class", ratios, expected, hint=hint)


@check("Softmax", "large scores")
def test_softmax_large():
    """Check scores that no exponential survives, and rows that lie far apart."""
    answers()
    hint = "Which number is subtracted from each row? Is the largest exponent of the row 0 then?"
    for what, offsets in (("all scores + 1000", [1000.0, 1000.0]), ("rows + 1000 and - 1000", [1000.0, -1000.0])):
        # steps of 1/8: adding 1000 rounds none of them
        x = np.array([[0.5, 1.25, -0.125], [2.0, 0.0, -1.5]], np.float32)
        near, far = forward(Softmax(), x), forward(Softmax(), x + np.array(offsets, np.float32)[:, None])
        compare(FORWARD, f"with {what}, result", far, near, source="without them it is", hint=hint)
    wide = np.array([[1e4, 0.0, -1e4], [-300.0, 0.0, -300.0]], np.float32)
    result = forward(Softmax(), wide)
    compare(FORWARD, "for 10000, 0, -10000 and -300, 0, -300, result", result, [[1, 0, 0], [0, 1, 0]], hint=hint)


@check("Softmax", "backward")
def test_softmax_backward():
    """Compare gradients with one by hand and with differences, for calls that overlap."""
    answers()
    by_hand = np.array([[1.2, -0.8, -0.4]])
    check_gradient(BY_HAND[1:], np.array([[5, 0, 0]], np.float32), by_hand, [Softmax()], "expected")
    rng = np.random.default_rng(SEED + 1)
    for shape in SHAPES:
        x, grad_in = rng.normal(0, 2, (2, *shape)).astype(np.float32)
        (expected,) = differences(softmax, [x], grad_in)
        check_gradient(x, grad_in, expected, [Softmax(), Softmax()], "differences give")


def check_gradient(x, grad_in, expected, functions, source):
    """Compare grad_x of functions that are all called with x, or something else, before."""
    for number, function in enumerate(functions):
        forward(function, x - number)
    function = functions[0]
    forward(Softmax(), np.zeros_like(x) + np.arange(x.shape[-1], dtype=np.float32))
    given_x, given_grad = x.copy(), grad_in.copy()
    (grad_x,) = returned(BACKWARD, function.internal_backward((given_x,), (given_grad,)), ("grad_x",))
    check_unchanged(BACKWARD, "x", given_x, x)
    check_unchanged(BACKWARD, "grad_in", given_grad, grad_in)
    exponentials = np.exp(x.astype(np.float64))
    y = exponentials / exponentials.sum(axis=-1, keepdims=True)
    average = np.sum(grad_in * y, axis=-1, keepdims=True)
    hints = (
        (grad_in * y, "Is the average of the incoming gradients missing? Every score touches all probabilities"),
        (grad_in * y * (1 - y), "That is the sigmoid's slope: here every score touches all probabilities of its row"),
        (grad_in - average, "Is the factor in front of the bracket missing?"),
        (y * (grad_in - np.mean(grad_in, axis=-1, keepdims=True)), "The average is weighted with the probabilities"),
        (y * (grad_in + average), "Which sign stands in the bracket?"),
        (-np.asarray(expected), "Is the difference in the bracket the right way round?"),
        (y * (grad_in - np.sum(grad_in * y)), "Does each row have an average of its own? Look at the axis"),
        (y * (grad_in - np.sum(grad_in, axis=-1, keepdims=True)), "Is it an average, or a sum?"),
    )
    hint = "Follow the formula with y = (0.4, 0.4, 0.2) and grad_in = (5, 0, 0): the result is (1.2, -0.8, -0.4)"
    options = {"source": source, "hints": hints, "hint": hint, "rtol": 2e-3, "atol": 1e-4}
    compare(BACKWARD, "grad_x", grad_x, expected, float32=True, **options)
