"""Checks of the mean squared error: numbers by hand, gradients by differences, integer labels."""

from contextlib import contextmanager

import numpy as np

from length.errors import CheckFailedError
from length.functions import MeanSquaredError, mean_squared_error
from length.graph import Graph
from length.tests.checking import SEED, check, check_unchanged, node, required, returned
from length.tests.comparing import compare
from length.tests.gradient_checker import differences

ONE_HOT = "MeanSquaredError.create_one_hot"
FORWARD, BACKWARD = "MeanSquaredError.internal_forward", "MeanSquaredError.internal_backward"
LABEL_TYPES = (np.uint8, np.int32, np.int64)
SHAPES = ((3, 2), (1, 3), (2, 1))  # small, as each number costs two passes
STEP = 0.25  # differences of a square are exact with any step, and a large one rounds least
FORWARD_HINT = "Square the differences, then average over all entries: rows times columns"


def answers():
    """Refuse to start before both answers are there."""
    required(MeanSquaredError, "mse_tests.MeanSquaredError")
    required(mean_squared_error, "mse_tests.mean_squared_error", a_class=False)


def forward(x1, x2):
    """Return the loss that the class computes; both inputs must stay as they are."""
    first, second = x1.copy(), x2.copy()
    with labels_told(FORWARD, x1, x2):
        result = MeanSquaredError().internal_forward((first, second))
    (error,) = returned(FORWARD, result, ("error",))
    check_unchanged(FORWARD, "x1", first, x1)
    check_unchanged(FORWARD, "x2", second, x2)
    if np.size(error) != 1:
        raise CheckFailedError(FORWARD, f"error must be one number, got shape {np.shape(error)}", FORWARD_HINT)
    return np.reshape(error, ())


@contextmanager
def labels_told(where, x1, x2):
    """Say so where labels were taken for numbers to compute with."""
    try:
        yield
    except ValueError as error:
        if x2.dtype.kind not in "iu" or "broadcast" not in str(error):
            raise
        problem = f"x2 holds {x2.dtype} labels, and they meet x1 of shape {x1.shape} without becoming one-hot rows"
        hint = "`x2.dtype == int` is true for int64 alone: np.issubdtype(x2.dtype, np.integer) is for all whole numbers"
        raise CheckFailedError(where, problem, hint) from error


def one_hot(labels, shape):
    """Return the rows that the class makes of labels, which must stay as they are."""
    given = labels.copy()
    try:
        rows = MeanSquaredError().create_one_hot(given, shape)
    except IndexError as error:
        hint = "Row i has its 1 in column data[i], counted from 0"
        if "index 255" in str(error):
            hint = "0 - 1 is 255 in uint8. Labels count from 0 already: nothing is to be subtracted"
        elif f"index {shape[1]} is out of bounds" in str(error):
            hint = "Labels count from 0 already: nothing is to be added"
        problem = f"with {labels.dtype} labels from 0 to {shape[1] - 1} for {shape[1]} columns, {error}"
        raise CheckFailedError(ONE_HOT, problem, hint) from error
    check_unchanged(ONE_HOT, "data", given, labels)
    return rows


def backward(x1, x2, grad_in):
    """Return both gradients after a forward pass with the same inputs, which must stay as they are."""
    function, first, second = MeanSquaredError(), x1.copy(), x2.copy()
    function.internal_forward((first, second))
    with labels_told(BACKWARD, x1, x2):
        gradients = function.internal_backward((first, second), (np.array(grad_in, np.float32),))
    check_unchanged(BACKWARD, "x1", first, x1)
    check_unchanged(BACKWARD, "x2", second, x2)
    return returned(BACKWARD, gradients, ("gradient_1", "gradient_2"))


def check_gradients(x1, x2, incoming):
    """Compare gradients with differences of the loss, for each of the incoming gradients."""
    units = differences(mean_squared_error, (x1, x2), eps=STEP)
    for grad_in in incoming:
        # what comes in only scales: there is one loss
        compare_gradients(x1, x2, grad_in, [None if unit is None else grad_in * unit for unit in units])


def compare_gradients(x1, x2, grad_in, expected):
    """Compare the gradients for one incoming gradient with those expected."""
    for name, got, right in zip(("gradient_1", "gradient_2"), backward(x1, x2, grad_in), expected, strict=True):
        hint, hints = "Labels can't be changed a little: their gradient is None", ()
        if right is not None:
            hint = "Differentiate the mean of (x1 - x2)², then think of the incoming gradient"
            hints = (
                (right / 2, "Did you forget the factor 2?"),
                (-right, "Which of the two inputs is subtracted from the other?"),
                (right / grad_in, "Is the incoming gradient left out?"),
                (right * x1.size, "The forward pass divides by the number of entries: so does its gradient"),
                (right * x1.shape[1], "Is it divided by the batch size only? x1.size counts all entries"),
            )
        compare(BACKWARD, name, got, right, source="differences give", hints=hints, hint=hint, atol=1e-5, float32=True)


@check("Mean squared error", "one-hot rows")
def test_create_one_hot():
    """Check one-hot rows of labels of several integer types, also of many."""
    required(MeanSquaredError, "mse_tests.MeanSquaredError")
    for dtype in LABEL_TYPES:
        labels = np.array([1, 3, 0, 3], dtype)
        rows = one_hot(labels, (4, 4))
        expected = [[0, 1, 0, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 0, 0, 1]]
        hint = "Row i has its 1 in column data[i], counted from 0"
        hints = (
            (np.roll(expected, -1, axis=1), "Labels count from 0 already: nothing is to be subtracted"),
            (np.roll(expected, 1, axis=1), "Labels count from 0 already: nothing is to be added"),
            (np.transpose(expected), "Rows stand for samples, columns for classes"),
        )
        what = f"for {dtype.__name__} labels 1 3 0 3, result"
        compare(ONE_HOT, what, rows, expected, hints=hints, hint=hint, float32=True)
    labels = np.random.default_rng(SEED).integers(0, 10, 40).astype(np.uint8)
    rows = np.asarray(one_hot(labels, (40, 10)))
    hint = "Each row has one 1, and zeros"
    compare(ONE_HOT, "for 40 labels of 10 classes, the rows' sums", rows.sum(axis=1), np.ones(40), hint=hint)
    compare(ONE_HOT, "for 40 labels of 10 classes, the columns of the 1s", rows.argmax(axis=1), labels, hint=hint)


@check("Mean squared error", "forward")
def test_mean_squared_error_forward_zero_loss():
    """Check that nothing is lost where predictions and targets are equal."""
    answers()
    rng = np.random.default_rng(SEED)
    for shape in SHAPES:
        x = rng.normal(0, 3, shape).astype(np.float32)
        compare(FORWARD, "error of equal inputs", forward(x, x), 0.0, hint=FORWARD_HINT)


@check("Mean squared error", "forward")
def test_mean_squared_error_forward_loss():
    """Check losses computed by hand."""
    answers()
    x1 = np.array([[1, 2, 3], [4, 5, 6]], np.float32)
    x2 = np.array([[1, 0, 3], [4, 8, 6]], np.float32)
    hints = (
        (13.0, "Is it the sum? The mean also divides by the number of entries"),
        (13 / 2, "Is it divided by the batch size only? All entries count: rows times columns"),
        (13 / 12, "Nothing halves the error here"),
        (np.sqrt(13 / 6), "There is no root in the mean squared error"),
        (5 / 6, "The differences are squared, not made positive by abs"),
    )
    compare(FORWARD, "error", forward(x1, x2), 13 / 6, hints=hints, hint=FORWARD_HINT, float32=True)
    compare(FORWARD, "error with x1 and x2 swapped", forward(x2, x1), 13 / 6, hint=FORWARD_HINT)
    first, second = np.array([[0.5, -1.5]], np.float32), np.array([[1.5, 0.5]], np.float32)
    compare(FORWARD, "error of one sample", forward(first, second), 2.5, hint=FORWARD_HINT)
    value = np.reshape(node("mean_squared_error", mean_squared_error(Graph(x1), Graph(x2))).data, ())
    compare("mean_squared_error", "its value", value, 13 / 6, hint="Call the class and return it")


@check("Mean squared error", "labels")
def test_mean_squared_error_forward_int_input():
    """Check a loss computed by hand, with labels instead of rows."""
    answers()
    x = np.array([[1, 0, 2], [3, 1, 0]], np.float32)
    hint = "Integer labels become one-hot rows first; np.uint8 is an integer type, too"
    for dtype in LABEL_TYPES:
        error = forward(x, np.array([2, 0], dtype))
        compare(FORWARD, f"error with {dtype.__name__} labels 2 0", error, 7 / 6, hint=hint, float32=True)


@check("Mean squared error", "backward")
def test_mean_squared_error_backward():
    """Compare both gradients with differences, for several incoming gradients."""
    answers()
    rng = np.random.default_rng(SEED)
    for shape in SHAPES:
        x1, x2 = rng.normal(0, 2, (2, *shape)).astype(np.float32)
        check_gradients(x1, x2, (1.0, -2.5))


@check("Mean squared error", "labels")
def test_mean_squared_error_backward_with_label():
    """Compare the gradient for labels with differences; the labels themselves have none."""
    answers()
    rng = np.random.default_rng(SEED)
    for dtype, shape in zip(LABEL_TYPES, ((3, 2), (1, 3), (2, 3)), strict=True):
        x, labels = rng.normal(0, 2, shape).astype(np.float32), rng.integers(0, shape[1], shape[0]).astype(dtype)
        check_gradients(x, labels, (1.0, 0.5))
