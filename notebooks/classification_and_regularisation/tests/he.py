"""He initialisation: weights whose spread fits the number of inputs."""

import numpy as np

from autograder.testing import close, points

TOLERANCE = 0.08  # six standard deviations and more, for thousands of weights


def filled(He, *shape):
    """Return four arrays that were zeros before the initializer filled them."""
    arrays = np.zeros((4, *shape), np.float32)
    for position in range(4):
        array = arrays[position].copy()
        He()(array)
        arrays[position] = array
    return arrays.astype(np.float64)


def spread(arrays):
    """Return the root of the mean square: the mean is another property. Equal weights have no spread."""
    assert np.unique(arrays).size > 10, "the weights are not drawn by chance"
    return np.sqrt(np.mean(arrays**2))


@points(1.0)
def size(He):
    """the standard deviation"""
    # as many inputs as outputs: which of the two counts is another property
    for number in (60, 30):
        found = spread(filled(He, number, number)) * np.sqrt(number / 2)
        close(found, 1.0, "the spread beside that of the formula", rtol=TOLERANCE)


@points(0.5)
def fan_in(He):
    """depends on the number of inputs, not on that of outputs"""
    base = spread(filled(He, 16, 60))
    close(spread(filled(He, 60, 60)) / base, 1.0, "the spread for more outputs", rtol=2 * TOLERANCE)
    # in which way is another property
    assert not 0.7 < spread(filled(He, 16, 16)) / base < 1.4, "the spread is the same for fewer inputs"


@points(0.25, supporting=True)
def mean(He):
    """the mean is zero"""
    weights = filled(He, 60, 60)
    assert abs(weights.mean()) <= 0.4 * np.sqrt(np.mean(weights**2)), "the mean of the weights is not zero"


@points(0.25, supporting=True)
def chance(He):
    """each weight is drawn by itself, in each array"""
    weights, others, *_ = filled(He, 30, 20)
    assert np.any(weights != others), "a second array gets the same weights"
    for axis in (0, 1):
        assert np.ptp(weights, axis=axis).min() > 0, "weights of a row or column are the same"
