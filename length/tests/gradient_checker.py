"""Gradients can be measured: change an input a little up and down, and see how far the output moves."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from length.graph import Graph
from length.tests.comparing import ATOL, RTOL, compare


def compute_numerical_gradient(
    function: Callable[..., Any],
    inputs: Sequence[np.ndarray],
    grad_outputs: Sequence[np.ndarray] | None = None,
    eps: float = 1e-3,
) -> tuple[np.ndarray | None, ...]:
    """Return the gradient of each input, from central differences.

    Parameters
    ----------
    function : callable
        Takes the inputs, returns an array, a Graph or a tuple of them. It is called twice for each number in the
        inputs, so keep those small.
    inputs : sequence of array_like
        Whole numbers (labels) are left as they are.
    grad_outputs : sequence of array_like, optional
        The gradient that comes in for each output; ones without it.
    eps : float
        The step. Any step is exact for linear and quadratic functions; a large one then rounds least.

    Returns
    -------
    tuple of numpy.ndarray or None
        float64, in the shapes of the inputs; None for whole numbers, which can't be changed a little.

    Examples
    --------
    >>> (grad_x,) = compute_numerical_gradient(lambda x: x**2, [np.array([1.0, 3.0])])
    >>> grad_x.round(6)
    array([2., 6.])
    """
    arrays = [np.array(array) for array in inputs]
    arrays = [array.astype(np.float64) if array.dtype.kind == "f" else array for array in arrays]

    def weighted_sum() -> float:
        # copies: whoever keeps or changes an input must not meet our next step
        outputs = function(*[array.copy() for array in arrays])
        outputs = outputs if isinstance(outputs, tuple | list) else (outputs,)
        weights = [1.0] * len(outputs) if grad_outputs is None else grad_outputs
        return sum(
            float((np.asarray(output.data if isinstance(output, Graph) else output, np.float64) * weight).sum())
            for output, weight in zip(outputs, weights, strict=True)
        )

    gradients: list[np.ndarray | None] = []
    for array in arrays:
        if array.dtype.kind != "f":
            gradients.append(None)
            continue
        gradient = np.empty_like(array)
        for entry in np.ndindex(array.shape):
            middle = array[entry]
            array[entry] = middle + eps
            above = weighted_sum()
            array[entry] = middle - eps
            below = weighted_sum()
            array[entry] = middle
            gradient[entry] = (above - below) / (2 * eps)
        gradients.append(gradient)
    return tuple(gradients)


def assert_allclose(actual: Any, expected: Any, rtol: float = RTOL, atol: float = ATOL) -> None:
    """Refuse two arrays that differ by more than rounding, with the numbers and how they relate.

    Parameters
    ----------
    actual, expected : array_like or None
        None stands for "no gradient" and equals None alone.
    rtol, atol : float
        Differences up to `atol + rtol * abs(expected)` are rounding.

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
    compare("assert_allclose", "actual", actual, expected, rtol=rtol, atol=atol, mend="Which of the two is right?")
