"""Are measured gradients right, and differences told in words?"""

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from length.errors import CheckFailedError
from length.tests.gradient_checker import assert_allclose, compute_numerical_gradient, differences
from tests.length.solved import softmax_cross_entropy


def test_gradients_of_functions() -> None:
    """Do differences agree with the backward pass of a function of two inputs, which are put back in place?"""
    rng = np.random.default_rng(1)
    x, y, grad = rng.normal(0, 1, (3, 2, 4))
    function = F.Add()
    before = x.copy(), y.copy()
    numerical = compute_numerical_gradient(lambda: (F.add(x, y),), (x, y), [grad])
    assert_allclose((x, y), before, atol=0)
    for measured, computed in zip(numerical, function.internal_backward((x, y), (grad,)), strict=True):
        assert_allclose(measured, computed)


def test_labels_have_none() -> None:
    """Is there no gradient for whole numbers, and are they left whole?"""
    x, labels = np.array([[0.2, 1.0, -1.0], [0.5, 0.1, 2.0]]), np.array([1, 0], np.uint8)
    grad_x, grad_labels = differences(softmax_cross_entropy, (x, labels))
    assert grad_labels is None
    assert_allclose(grad_labels, None)
    node = softmax_cross_entropy(x, labels)
    node.backward()
    assert_allclose(grad_x, node.predecessors[0].grad, rtol=1e-3)


def test_inputs_stay() -> None:
    """Are the caller's arrays left as they are, also by a function that changes its inputs?"""
    x = np.array([1.0, 2.0])

    def careless(x: np.ndarray) -> np.ndarray:
        x *= 3
        return x

    (grad_x,) = differences(careless, [x])
    assert_allclose(grad_x, [3.0, 3.0])
    assert x.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("actual", "expected", "message"),
    [
        ([1.115, 0.5], [2.23, 1.0], r"actual\[0\] is 1.115, expected 2.23: yours is half of it"),
        ([3.0, -6.0], [1.0, -2.0], "yours is 3 times that"),
        ([1.0, -2.0], [7.0, -14.0], "yours is 1/7 of it"),
        ([1.0, 2.0], [1.0, -2.0], "the size is right, the sign is not"),
        ([1.0, 2.0, 3.0], [1.0, 2.5, 3.0], r"actual\[1\] is 2, expected 2.5: 1 of 3 entries differ"),
        ([[1.0, 2.0], [3.0, 4.0]], [[1.0, 3.0], [2.0, 4.0]], "yours is transposed"),
        ([0.0, 0.0], [1.0, 2.0], "yours is zero everywhere"),
        ([np.nan, 2.0], [1.0, 2.0], "is nan, expected 1: not a finite number"),
        (np.ones((2, 3)), np.ones((3, 2)), r"must have shape \(3, 2\), got \(2, 3\). Is it transposed\?"),
        (np.ones((1, 3)), np.ones(3), r"must have shape \(3,\), got \(1, 3\). .* keepdims\?"),
        (np.ones(2), np.ones(3), "Print the shapes"),
        (None, np.ones(2), r"must be an array of shape \(2,\), got None"),
        (np.ones(2), None, "must be None, got an array"),
        ("text", 1.0, "must hold numbers, got str"),
        (2.5, 1.0, "yours is 1.5 off"),
    ],
)
def test_messages(actual: object, expected: object, message: str) -> None:
    """Does a difference say which number, and in what relation the two stand?"""
    with pytest.raises(CheckFailedError, match=message):
        assert_allclose(actual, expected)


def test_rounding_is_no_difference() -> None:
    """Is float32 rounding let pass?"""
    third = np.full(3, 1 / 3)
    assert_allclose(third.astype(np.float32), third)
