"""Gradients can be measured: change an input a little up and down, and see how far the output moves."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from length.graph import Graph
from length.tests.comparing import RTOL, compare

ATOL = 1e-5


def compute_numerical_gradient(
    function: Callable[[], Any],
    inputs: Sequence[np.ndarray],
    last_gradients: Sequence[Any],
    eps: float = 1e-3,
) -> tuple[np.ndarray | None, ...]:
    """Return the gradient of each input, from central differences.

    Parameters
    ----------
    function : callable
        Takes nothing, computes with the arrays in `inputs`, and returns its outputs: arrays or Graphs. It is called
        twice for each number in the inputs, so keep those small.
    inputs : sequence of numpy.ndarray
        Their numbers are changed in place, one at a time, and changed back. Whole numbers (labels) are left alone.
    last_gradients : sequence of array_like
        The gradient that comes in for each output.
    eps : float
        The step. Any step is exact for linear and quadratic functions; a large one then rounds least.

    Returns
    -------
    tuple of numpy.ndarray or None
        float64, in the shapes of the inputs; None for whole numbers, which can't be changed a little.

    Examples
    --------
    >>> x = np.array([1.0, 3.0])
    >>> (grad_x,) = compute_numerical_gradient(lambda: (x**2,), [x], [np.ones(2)])
    >>> grad_x.round(6)
    array([2., 6.])
    """

    def weighted_sum() -> float:
        pairs = zip(function(), last_gradients, strict=True)
        values = ((output.data if isinstance(output, Graph) else output, weight) for output, weight in pairs)
        return sum(float((np.asarray(output, np.float64) * weight).sum()) for output, weight in values)

    gradients: list[np.ndarray | None] = []
    for array in inputs:
        if array.dtype.kind != "f":
            gradients.append(None)
            continue
        gradient = np.empty(array.shape)
        for entry in np.ndindex(array.shape):
            middle = array[entry].copy()
            array[entry] = middle + eps
            above = weighted_sum()
            array[entry] = middle - eps
            below = weighted_sum()
            array[entry] = middle
            gradient[entry] = (above - below) / (2 * eps)
        gradients.append(gradient)
    return tuple(gradients)


def differences(
    function: Callable[..., Any], inputs: Sequence[np.ndarray], grad_in: Any = 1.0, eps: float = 1e-3
) -> tuple[np.ndarray | None, ...]:
    """Return the gradients of a function of arrays with one output, measured in float64 on copies of the inputs."""
    arrays = [np.array(array, np.float64 if np.asarray(array).dtype.kind == "f" else None) for array in inputs]

    def output() -> tuple[Any]:
        # copies: whoever keeps or changes an input must not meet our next step
        result = function(*[array.copy() for array in arrays])
        return (result[0] if isinstance(result, tuple | list) else result,)

    return compute_numerical_gradient(output, arrays, [grad_in], eps)


def assert_allclose(actual: Any, desired: Any, atol: float = ATOL, rtol: float = RTOL, verbose: bool = True) -> None:
    """Refuse two arrays that differ by more than rounding, with the numbers and how they relate.

    Parameters
    ----------
    actual, desired : array_like or None
        None stands for "no gradient" and equals None alone.
    atol, rtol : float
        Differences up to `atol + rtol * abs(desired)` are rounding.
    verbose : bool
        For calls that are written for NumPy's; numbers are always shown.

    Raises
    ------
    CheckFailedError
        Shape or a number differs; an AssertionError too.

    Examples
    --------
    >>> assert_allclose([1.0, 2.0], [1.0, 4.0])
    Traceback (most recent call last):
    length.errors.CheckFailedError: assert_allclose: actual[1] is 2, expected 4: 1 of 2 entries differ. ...
    """
    compare("assert_allclose", "actual", actual, desired, rtol=rtol, atol=atol, hint="Which of the two is right?")
