"""Checks of He's initialisation: the spread for several shapes, the mean, and that each weight is drawn by itself."""

import numpy as np

from length.constants import DTYPE
from length.errors import CheckFailedError
from length.tests.checking import NotGivenYet, check, required

He = NotGivenYet()

WHERE = "He.__call__"
SHAPES = ((200, 50), (50, 200), (100, 100), (10, 800))
TOLERANCE = 0.08  # with thousands of weights the spread is off by 1 % or so


def filled(shape):
    """Return an array that the initializer filled."""
    array = np.zeros(shape, DTYPE)
    result = He()(array)
    if not array.any():
        hint = "Write into the array that came in: `array[...] = ...`"
        if result is not None:
            hint = f"Return nothing, and write into the array that came in, not into a new one: {hint}"
        raise CheckFailedError(WHERE, f"the array of shape {shape} still holds zeros alone", hint)
    if not np.isfinite(array).all():
        raise CheckFailedError(WHERE, "the array holds infinities or NaN", "Insert the numbers of shape into the formula")
    return array


def check_spread(array):
    """Refuse a spread that belongs to another formula, and say which one it may be."""
    num_outputs, fan_in = array.shape
    found, wanted = float(np.sqrt(np.mean(array.astype(np.float64) ** 2))), np.sqrt(2 / fan_in)
    if abs(found / wanted - 1) < TOLERANCE:
        return
    candidates = (
        (np.sqrt(1 / fan_in), "Where is the 2? ReLU halves the mean square"),
        (np.sqrt(2 / num_outputs), "That counts the outputs. Which entry of the shape counts the inputs?"),
        (np.sqrt(2 / (num_outputs + fan_in)), "That is Glorot's formula: the outputs don't matter here"),
        (2 / fan_in, "Is the root missing? np.random.normal takes the standard deviation, not its square"),
        (np.sqrt(2) / fan_in, "Does the root cover the fan-in, too?"),
        (np.sqrt(fan_in / 2), "Is the fraction upside down?"),
        (wanted / np.sqrt(3), "Is it a uniform distribution? Its limit is not its standard deviation"),
        (np.sqrt(2 / array.size), "array.size counts all weights: the fan-in is one entry of the shape"),
        (0.01, "Is it a fixed number? It depends on the fan-in"),
    )
    near = [hint for value, hint in candidates if abs(found / value - 1) < TOLERANCE]
    problem = f"for {num_outputs} outputs and {fan_in} inputs the spread is {found:.4g}, expected about {wanted:.4g}"
    raise CheckFailedError(WHERE, problem, near[0] if near else "The standard deviation is the root of 2 / fan_in")


@check("He initialisation", "several shapes: spread, mean, each weight by itself, in place")
def test_he():
    """Check arrays of several shapes."""
    required(He, "he_tests.He")
    for shape in SHAPES:
        array = filled(shape)
        if np.ptp(array) == 0:
            problem = f"all weights are {array.flat[0]:.4g}"
            raise CheckFailedError(WHERE, problem, "Equal weights stay equal for ever: draw each of them by chance")
        check_spread(array)
        mean, deviation = float(array.mean()), float(array.std())
        if abs(mean) > 6 * deviation / np.sqrt(array.size):
            problem = f"for the shape {shape} the mean is {mean:.4g}, expected about 0"
            raise CheckFailedError(WHERE, problem, "As many weights are negative as positive")
        for axis, name in ((0, "rows"), (1, "columns")):
            if np.ptp(array, axis=axis).max() == 0:
                hint = "Draw an array of the whole shape, not one row of it"
                raise CheckFailedError(WHERE, f"all {name} are the same", hint)
        if np.array_equal(filled(shape), array):
            hint = "Is the random generator started anew, with a fixed seed, in each call?"
            raise CheckFailedError(WHERE, "a second array gets the very same weights", hint)
