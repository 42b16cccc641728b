"""First values of parameters."""

import numpy as np
import pytest

from length import DTYPE, Initializer
from length.errors import FunctionError
from length.initializers.xavier import Xavier


def test_default_deviation():
    """Are the values uniform with mean 0 and standard deviation 0.01, written into the array that is given?"""
    weights = np.zeros((300, 200), dtype=DTYPE)
    assert Xavier()(weights) is None
    assert weights.mean() == pytest.approx(0, abs=2e-4)
    assert weights.std() == pytest.approx(0.01, rel=0.02)
    assert np.abs(weights).max() == pytest.approx(0.01 * 3**0.5, rel=0.01)
    assert (np.abs(weights) < 0.01).mean() == pytest.approx(3**-0.5, abs=0.01)


def test_scale():
    """Is another standard deviation taken?"""
    weights = np.zeros((300, 100), dtype=DTYPE)
    Xavier(scale=0.5)(weights)
    assert weights.std() == pytest.approx(0.5, rel=0.02)


def test_seeds():
    """Do the same values come again after NumPy's global generator is seeded, and others without it?"""
    arrays = np.zeros((3, 3, 5))
    for array in arrays[:2]:
        np.random.seed(7)
        Xavier()(array)
    Xavier()(arrays[2])
    np.testing.assert_array_equal(arrays[0], arrays[1])
    assert (arrays[0] != arrays[2]).all()


def test_a_view_is_filled():
    """Are the values written into a view as well?"""
    weights = np.zeros((4, 3))
    Xavier()(weights.T)
    assert (weights != 0).all()


def test_an_initializer_that_is_not_written():
    """Does the base say what is missing?"""
    with pytest.raises(FunctionError, match="is not written yet"):
        Initializer()(np.zeros(3))


def test_none_is_zero():
    """Is a weight other than zero where the number that it is made of is the middle of all?"""
    weights = np.zeros((1000, 500), dtype=DTYPE)
    np.random.seed(106)
    middle = np.random.default_rng(np.random.randint(0, 2**32, 4, np.uint32)).random(weights.shape, DTYPE) == 0.5
    assert middle.any()
    np.random.seed(106)
    Xavier()(weights)
    assert weights.all()
