"""The values of all functions, those of the masters' answers too."""

import numpy as np
import pytest

import length.functions as F  # noqa: N812
from length import DTYPE
from length.errors import FunctionError
from tests.length.solved import dropout, sigmoid, softmax, softmax_cross_entropy


def test_sigmoid_of_extreme_numbers():
    """Does the sigmoid stay finite and silent, and keep small values apart?"""
    y = sigmoid(np.array([-1e30, -80.0, 0.0, 80.0, 1e30], dtype=DTYPE)).data
    assert y.dtype == DTYPE
    np.testing.assert_allclose(y, [0, np.exp(-80.0), 0.5, 1, 1], rtol=1e-6, atol=1e-38)


def test_softmax_of_large_scores():
    """Are the probabilities right where exp alone would overflow?"""
    y = softmax(np.array([[1e4, 1e4, -1e4], [0.0, np.log(2), np.log(5)]], dtype=DTYPE)).data
    assert y.dtype == DTYPE
    np.testing.assert_allclose(y, [[0.5, 0.5, 0], [1 / 8, 2 / 8, 5 / 8]], rtol=1e-6)


def test_softmax_cross_entropy_of_hopeless_scores():
    """Is the loss of a very improbable class the difference of the scores, not infinity?"""
    loss = softmax_cross_entropy(np.array([[1e4, 0.0], [0.0, 0.0]], dtype=DTYPE), np.array([1, 0])).data
    assert loss.dtype == DTYPE
    np.testing.assert_allclose(loss, (1e4 + np.log(2)) / 2, rtol=1e-6)


def test_labels_and_one_hot_rows_agree():
    """Do labels and their one-hot rows give the same loss and accuracy?"""
    scores = np.random.default_rng(0).normal(size=(9, 4)).astype(DTYPE)
    labels = np.arange(9, dtype=np.uint8) % 4
    for function in (softmax_cross_entropy, F.accuracy):
        for rows in (np.eye(4, dtype=DTYPE)[labels], np.eye(4)[labels]):
            np.testing.assert_allclose(function(scores, labels).data, function(scores, rows).data, rtol=1e-6)


def test_accuracy():
    """Is the accuracy the part of the rows whose greatest score is at the label?"""
    predictions = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], dtype=DTYPE)
    assert F.accuracy(predictions, np.array([1, 1, 1])).data == pytest.approx(2 / 3)
    assert f"{F.accuracy(predictions, np.array([1, 0, 1])).data:.2f}" == "1.00"


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (np.array([0, 3]), "labels must be from 0 to 2, got 0 to 3"),
        (np.array([-1, 2]), "labels must be from 0 to 2, got -1 to 2"),
        (np.array([0, 1, 2]), r"integer labels of shape \(2,\)"),
        (np.array([0.0, 1.0]), "got float64 of shape"),
    ],
)
def test_targets_that_do_not_fit(targets, words):
    """Do wrong labels end in an error with the numbers, rather than in a wrong accuracy?"""
    with pytest.raises(FunctionError, match=words):
        F.accuracy(np.zeros((2, 3), dtype=DTYPE), targets)


def test_sum_keeps_the_dtype():
    """Does the sum keep the dtype of its input?"""
    total = F.sum(np.ones((3, 4), dtype=DTYPE)).data
    assert (total, total.dtype) == (12, DTYPE)


def test_dropout_scales_what_stays():
    """Are the numbers that stay scaled so that their mean is kept, in the dtype of the input?"""
    np.random.seed(0)
    y = dropout(np.ones((200, 200), dtype=DTYPE), 0.25).data
    assert y.dtype == DTYPE
    assert set(np.unique(y)) == {DTYPE(0), DTYPE(1) / DTYPE(0.75)}
    assert y.mean() == pytest.approx(1, abs=0.01)


def test_dropout_is_seeded():
    """Does dropout choose alike after NumPy's global generator was seeded alike?"""
    x = np.ones((5, 6))
    np.random.seed(3)
    first = dropout(x).data
    np.random.seed(3)
    np.testing.assert_array_equal(first, dropout(x).data)


def test_dropout_outside_training():
    """Does every number pass when the network is not trained?"""
    x = np.random.default_rng(0).normal(size=(5, 6))
    np.testing.assert_array_equal(dropout(x, 0.9, train=False).data, x)


@pytest.mark.parametrize("ratio", [-0.1, 1, 1.5])
def test_dropout_refuses(ratio):
    """Is a ratio that is no probability below 1 refused?"""
    with pytest.raises(ValueError, match="ratio must be at least 0 and below 1"):
        dropout(np.ones(3), ratio)


def test_inputs_stay_as_they_were():
    """Does no function write into its inputs, forward or backward?"""
    scores, labels = np.random.default_rng(0).normal(size=(6, 4)), np.arange(6) % 4
    before = scores.copy()
    for function in (sigmoid, softmax, F.sum, dropout, lambda x: softmax_cross_entropy(x, labels)):
        function(scores).backward()
        np.testing.assert_array_equal(scores, before)
    F.add(scores, scores).backward()
    np.testing.assert_array_equal(scores, before)


def test_every_function_is_exported():
    """Does each module of functions have a class and its function in lower case, both exported?"""
    import importlib
    from pathlib import Path

    modules = {path.stem for path in Path(F.__file__).parent.glob("*.py")} - {"__init__"}
    assert len(modules) == 9
    for module in modules:
        name = "".join(word.capitalize() for word in module.split("_"))
        found = importlib.import_module(f"length.functions.{module}")
        assert getattr(F, name) is getattr(found, name)
        assert getattr(F, module) is getattr(found, module)
        assert {name, module} <= set(F.__all__)
