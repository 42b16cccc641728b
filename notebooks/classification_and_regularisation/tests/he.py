"""He initialisation: weights whose spread fits the number of inputs."""

import numpy as np

from autograder.testing import close, points

TOLERANCE = 0.08  # six standard deviations of the spread of 3,600 weights


def filled(He, *shape):
    """Return an array that was zeros before the initializer filled it."""
    array = np.zeros(shape, np.float32)
    He()(array)
    return array.astype(np.float64)


def spread(array):
    """Return the root of the mean square: the mean is another property. An array of one number has no spread."""
    assert np.unique(array).size > 10, "the weights are not drawn by chance"
    return np.sqrt(np.mean(array**2))


@points(0.75)
def size(He):
    """the standard deviation"""
    # as many inputs as outputs: which of the two counts is another property
    for number in (60, 100):
        found = spread(filled(He, number, number)) * np.sqrt(number / 2)
        close(found, 1.0, "the spread beside that of the formula", rtol=TOLERANCE)


@points(0.75)
def fan_in(He):
    """depends on the number of inputs, not on that of outputs"""
    base = spread(filled(He, 60, 60))
    for shape, factor in (((60, 540), 1 / 3), ((540, 60), 1.0)):
        close(spread(filled(He, *shape)) / base, factor, "the spread beside that of other shapes", rtol=2 * TOLERANCE)


@points(0.25, supporting=True)
def mean(He):
    """the mean is zero"""
    weights = filled(He, 80, 90)
    assert abs(weights.mean()) < 7 * weights.std() / np.sqrt(weights.size), "the mean of the weights is not zero"


@points(0.25, supporting=True)
def chance(He):
    """each weight is drawn by itself, in each array"""
    weights, others = filled(He, 30, 20), filled(He, 30, 20)
    assert np.any(weights != others), "a second array gets the same weights"
    for axis in (0, 1):
        assert np.ptp(weights, axis=axis).min() > 0, "weights of a row or column are the same"
