"""Checks of the softmax cross-entropy: numbers by hand, large scores, labels, gradients by differences."""

import numpy as np

from length.errors import CheckFailedError
from length.functions import SoftmaxCrossEntropy, softmax_cross_entropy
from length.graph import Graph
from length.tests.checking import SEED, check, check_unchanged, required, returned
from length.tests.comparing import compare
from length.tests.gradient_checker import differences

FORWARD, BACKWARD = "SoftmaxCrossEntropy.internal_forward", "SoftmaxCrossEntropy.internal_backward"
BY_HAND = np.log(np.array([[1.0, 2, 5], [4, 4, 2]])).astype(np.float32)
LABELS, ROWS = (2, 0), np.array([[0, 0, 1], [1, 0, 0]], np.float32)
RIGHT = np.array([0.625, 0.4])
LOSS = float(np.log(2))
LABEL_TYPES = (np.uint8, np.int32, np.int64)
SHAPES = ((4, 3), (1, 5), (5, 2))
STEP = 1e-2  # the loss is float32: a smaller step would show its rounding
HINT = "Take the logarithms of the right classes' probabilities, their mean over the batch, and the minus sign"


def answers():
    """Refuse to start before both answers are there."""
    required(SoftmaxCrossEntropy, "softmax_cross_entropy_tests.SoftmaxCrossEntropy")
    required(softmax_cross_entropy, "softmax_cross_entropy_tests.softmax_cross_entropy", a_class=False)


def forward(x, targets):
    """Return the loss that the class computes; both inputs must stay as they are."""
    first, second = x.copy(), targets.copy()
    (loss,) = returned(FORWARD, SoftmaxCrossEntropy().internal_forward((first, second)), ("loss",))
    check_unchanged(FORWARD, "x", first, x)
    check_unchanged(FORWARD, "targets", second, targets)
    if np.size(loss) != 1:
        raise CheckFailedError(FORWARD, f"loss must be one number, got shape {np.shape(loss)}", HINT)
    return np.reshape(loss, ())


def hints_of(right):
    """Return known mistakes in a loss, given the probabilities of the right classes; three classes."""
    logs = -np.log(right)
    return (
        (logs.sum(), "Is it the sum? The loss is the mean over the samples"),
        (logs.sum() / (3 * len(right)), "It divides by N, the number of rows, and not by N times C"),
        (-logs.mean(), "A logarithm of a probability is negative, and a loss is not: which sign is missing?"),
        (logs.mean() / np.log(2), "Which logarithm is it? The one of the formula has the base e"),
        (1 - right.mean(), "Where is the logarithm?"),
        (-right.mean(), "Where is the logarithm?"),
    )


@check("Cross-entropy", "forward")
def test_forward():
    """Check losses computed by hand, for rows as targets."""
    answers()
    loss = forward(BY_HAND, ROWS)
    compare(FORWARD, "loss of the example, with rows", loss, LOSS, hints=hints_of(RIGHT), hint=HINT, float32=True)
    loss = forward(BY_HAND[:1], ROWS[:1])
    compare(FORWARD, "loss of the example's first row", loss, -np.log(0.625), hints=hints_of(RIGHT[:1]), hint=HINT)
    smooth = np.array([[0.25, 0.25, 0.5], [0.0, 0.5, 0.5]], np.float32)
    logs = np.log([[1 / 8, 2 / 8, 5 / 8], [0.4, 0.4, 0.2]])
    hint = "Every entry of a row counts with its own share, not only the largest"
    compare(FORWARD, "loss for rows of shares", forward(BY_HAND, smooth), -(smooth * logs).sum() / 2, hint=hint)
    node = softmax_cross_entropy(Graph(BY_HAND), Graph(ROWS))
    compare("softmax_cross_entropy", "its value", np.reshape(node.data, ()), LOSS, hint="Call the class and return it")


@check("Cross-entropy", "large scores")
def test_large():
    """Check losses where probabilities are rounded to 0 or exponentials to infinity."""
    answers()
    hint = "Compute the logarithms of the probabilities from the scores, without the probabilities themselves"
    for score in (200.0, 1000.0, 1e4):
        for x in ([[score, 0.0]], [[0.0, -score]]):
            rows = np.array([[0, 1]], np.float32)
            loss = forward(np.array(x, np.float32), rows)
            compare(FORWARD, f"loss of the scores {x[0]} with the target [0, 1]", loss, score, hint=hint)
            function = SoftmaxCrossEntropy()
            function.internal_forward((np.array(x, np.float32), rows.copy()))
            grad_x, _ = backward_of(function, np.array(x, np.float32), rows, 1.0)
            compare(BACKWARD, f"grad_x of the scores {x[0]} with the target [0, 1]", grad_x, [[1, -1]], hint=hint)
    apart = forward(BY_HAND + np.array([[1000], [-1000]], np.float32), ROWS)
    hint = "Is the number that is subtracted from the scores the largest of their own row?"
    compare(FORWARD, "loss of the example with rows + 1000 and - 1000", apart, LOSS, hint=hint, rtol=1e-3)


@check("Cross-entropy", "labels")
def test_labels():
    """Check the loss for integer labels of several types."""
    answers()
    hint = "Row i counts the entry in column targets[i]; np.uint8 is an integer type, too"
    for dtype in LABEL_TYPES:
        loss = forward(BY_HAND, np.array(LABELS, dtype))
        compare(FORWARD, f"loss of the example, with {dtype.__name__} labels", loss, LOSS, hints=hints_of(RIGHT), hint=hint)
    loss = forward(np.tile(BY_HAND, (2, 1)), np.array([0, 1, 1, 2], np.uint8))
    compare(FORWARD, "loss for the labels 0 1 1 2", loss, -np.log(0.125 * 0.4 * 0.25 * 0.2) / 4, hint=hint)


@check("Cross-entropy", "backward")
def test_backward():
    """Compare gradients with differences, for labels and rows and several incoming gradients."""
    answers()
    rng = np.random.default_rng(SEED)
    for dtype, shape in zip(LABEL_TYPES, SHAPES, strict=True):
        x = 2 * rng.standard_normal(shape, np.float32)
        labels = rng.integers(0, shape[1], shape[0]).astype(dtype)
        rows = rng.random(shape)
        rows = (rows / rows.sum(axis=1, keepdims=True)).astype(np.float32)
        for targets in (labels, rows):
            units = [differences(lambda node, t=targets: softmax_cross_entropy(node, t), [x], eps=STEP)[0], None]
            if targets is rows:
                exact = x.astype(np.float64)
                units[1] = (np.log(np.exp(exact).sum(axis=1, keepdims=True)) - exact) / len(x)
            for grad_in in (1.0, -2.5):
                function = SoftmaxCrossEntropy()
                function.internal_forward((x.copy(), targets.copy()))
                SoftmaxCrossEntropy().internal_forward((2 - x, targets.copy()))
                gradients = backward_of(function, x, targets, grad_in)
                compare_gradients(x, targets, grad_in, gradients, units)


def backward_of(function, x, targets, grad_in):
    """Return both gradients of the function's last call; its inputs must stay as they are."""
    first, second = x.copy(), targets.copy()
    gradients = function.internal_backward((first, second), (np.array(grad_in, np.float32),))
    check_unchanged(BACKWARD, "x", first, x)
    check_unchanged(BACKWARD, "targets", second, targets)
    return returned(BACKWARD, gradients, ("grad_x", "grad_targets"))


def compare_gradients(x, targets, grad_in, gradients, units):
    """Compare both gradients with those for the incoming gradient 1: differences for x, the formula for targets."""
    for name, got, unit in zip(("grad_x", "grad_targets"), gradients, units, strict=True):
        if unit is None:
            compare(BACKWARD, name, got, None, hint="Labels can't be changed a little: their gradient is None")
            continue
        right = grad_in * unit
        hints = (
            (right * len(x), "The loss is a mean over the batch: so is its gradient"),
            (unit, "Is the incoming gradient left out?"),
            (right / x.shape[1], "It divides by N, the number of rows, and not by N times C"),
            (-right, "Which of the two is subtracted from the other?"),
        )
        hint = "For x it is (p - t) / N times the incoming gradient; t is 1 at the label"
        if name == "grad_targets":
            hint = "For targets in rows it is minus the logarithm of p, divided by N, times the incoming gradient"
        source = "differences give" if name == "grad_x" else "expected"
        options = {"source": source, "hints": hints, "hint": hint, "rtol": 5e-3, "atol": 2e-4}
        compare(BACKWARD, name, got, right, float32=True, **options)
