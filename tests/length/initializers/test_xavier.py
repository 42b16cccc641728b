"""First values of parameters."""

import numpy as np
import pytest

from length import DTYPE, Initializer
from length.errors import FunctionError
from length.initializers.xavier import Xavier


def test_default_deviation():
    """Are the values normal with mean 0 and standard deviation 0.01, written into the array that is given?"""
    weights = np.zeros((300, 200), dtype=DTYPE)
    assert Xavier()(weights) is None
    assert weights.mean() == pytest.approx(0, abs=2e-4)
    assert weights.std() == pytest.approx(0.01, rel=0.02)
    assert (np.abs(weights) < 0.01).mean() == pytest.approx(0.6827, abs=0.01)


def test_glorot_deviation():
    """Does `scale=None` take the deviation from the numbers of inputs and outputs, kernels included?"""
    weights = np.zeros((300, 100), dtype=DTYPE)
    Xavier(scale=None)(weights)
    assert weights.std() == pytest.approx(np.sqrt(2 / 400), rel=0.02)
    assert Xavier(scale=None).deviation((8, 4, 5, 5)) == pytest.approx(np.sqrt(2 / (12 * 25)))


def test_seeds():
    """Are the values those of NumPy's global generator, or of the one that is given?"""
    arrays = np.zeros((4, 3, 5))
    for array in arrays[:2]:
        np.random.seed(7)
        Xavier()(array)
    for array in arrays[2:]:
        Xavier(rng=np.random.default_rng(7))(array)
    np.testing.assert_array_equal(arrays[0], arrays[1])
    np.testing.assert_array_equal(arrays[2], arrays[3])
    assert (arrays[0] != arrays[2]).all()


def test_a_view_is_filled():
    """Are the values written into a view as well?"""
    weights = np.zeros((4, 3))
    Xavier()(weights.T)
    assert (weights != 0).all()


def test_no_axes_to_count():
    """Is Glorot's deviation refused for a bias?"""
    with pytest.raises(FunctionError, match=r"needs the shape \(num_outputs, num_inputs\), got \(3,\)"):
        Xavier(scale=None)(np.zeros(3))


def test_an_initializer_that_is_not_written():
    """Does the base say what is missing?"""
    with pytest.raises(FunctionError, match="is not written yet"):
        Initializer()(np.zeros(3))
