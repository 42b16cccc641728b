"""The gradients of all functions against central differences, those of the masters' answers too."""

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from tests.length.solved import dropout, sigmoid, softmax, softmax_cross_entropy


def scores(*shape):
    return np.random.default_rng(1).normal(size=shape) * 3


SHAPES = [(1, 1), (1, 5), (7, 3), (64, 10)]


@pytest.mark.parametrize("shape", SHAPES)
def test_sigmoid(check_gradients, shape):
    """Is the gradient of the sigmoid exact?"""
    check_gradients(sigmoid, scores(*shape))


@pytest.mark.parametrize("shape", SHAPES)
def test_softmax(check_gradients, shape):
    """Is the gradient of the softmax exact?"""
    check_gradients(softmax, scores(*shape))


@pytest.mark.parametrize("dtype", [np.uint8, np.int64])
@pytest.mark.parametrize("shape", SHAPES)
def test_softmax_cross_entropy_of_labels(check_gradients, shape, dtype):
    """Is the gradient of the cross-entropy exact, and None for labels?"""
    labels = np.random.default_rng(2).integers(shape[1], size=shape[0]).astype(dtype)
    check_gradients(softmax_cross_entropy, scores(*shape), labels)


@pytest.mark.parametrize("shape", SHAPES)
def test_softmax_cross_entropy_of_rows(check_gradients, shape):
    """Is the gradient exact for both inputs? (That of x holds for rows that sum to 1.)"""
    targets = np.random.default_rng(2).random(shape)
    targets /= targets.sum(axis=1, keepdims=True)
    x, fixed = scores(*shape), np.eye(shape[1])[np.arange(shape[0]) % shape[1]]
    check_gradients(lambda node: softmax_cross_entropy(node, targets), x)
    check_gradients(lambda node: softmax_cross_entropy(x, node), fixed)


@pytest.mark.parametrize(
    "shapes", [((3, 4), (3, 4)), ((3, 4), (4,)), ((3, 1), (1, 4)), ((), (2, 3)), ((2, 3, 4), (3, 1))]
)
def test_add(check_gradients, shapes):
    """Are the gradients of a sum exact, also where NumPy repeats an input?"""
    check_gradients(F.add, *(scores(*shape) for shape in shapes))


@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (2, 3, 4)])
def test_sum(check_gradients, shape):
    """Is the gradient of the sum exact?"""
    check_gradients(F.sum, scores(*shape))


@pytest.mark.parametrize("train", [True, False])
def test_dropout(check_gradients, train):
    """Is the gradient of dropout that of the mask which the forward pass drew?"""

    def function(x):
        np.random.seed(4)  # the same mask each time
        return dropout(x, 0.3, train)

    check_gradients(function, scores(8, 9))


def test_accuracy_has_no_gradient(check_gradients):
    """Does backward through the accuracy leave both inputs without a gradient?"""
    predictions = F.add(scores(4, 3), scores(4, 3))
    F.accuracy(predictions, np.array([0, 1, 2, 0])).backward()
    assert predictions.grad is None
    assert predictions.call.inputs[0].grad is None
