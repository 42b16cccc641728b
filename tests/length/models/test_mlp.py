"""The perceptron of the library over a student's layer."""

from types import SimpleNamespace

import numpy as np
import pytest

import length.functions as F  # noqa: N812
import length.layers
from length import DTYPE
from length.errors import FunctionError, TaskMissingError
from length.models import MLP


@pytest.fixture
def own_layer(monkeypatch, answers):
    """Put a layer where the student's belongs."""
    monkeypatch.setattr(length.layers, "FullyConnected", answers.Dense)
    return answers.Dense


def two_classes(num_samples=32):
    rng = np.random.default_rng(0)
    labels = rng.integers(2, size=num_samples).astype(np.uint8)
    data = rng.normal(size=(num_samples, 4)) + labels[:, None] * 3
    return SimpleNamespace(data=data.astype(DTYPE), labels=labels)


def test_needs_the_students_layer():
    """Does a model without the student's layer name the task?"""
    with pytest.raises(TaskMissingError, match="Fully connected layer"):
        MLP()


def test_sizes(own_layer):
    """Are the layers those of the place, in the sizes that are given?"""
    assert [layer._weights.shape for layer in MLP().layers] == [(512, 784), (512, 512), (10, 512)]
    model = MLP(sizes=(4, 2))
    assert [type(layer) for layer in model.layers] == [own_layer]
    with pytest.raises(FunctionError, match="at least two sizes"):
        MLP(sizes=(4,))


def test_forward(own_layer):
    """Are predictions and loss those of the formula?"""
    np.random.seed(0)
    model, batch = MLP(sizes=(4, 3, 2)), two_classes()
    model.forward(batch, train=False)
    first, second = model.layers
    hidden = 1 / (1 + np.exp(-(batch.data @ first._weights.T)))
    scores = hidden @ second._weights.T
    np.testing.assert_allclose(model.predictions.data, scores, rtol=1e-4)
    probabilities = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    right = probabilities[np.arange(len(scores)), batch.labels]
    np.testing.assert_allclose(model.loss.data, -np.log(right).mean(), rtol=1e-5)


def test_learns(own_layer, answers):
    """Does the model learn to tell two classes apart?"""
    np.random.seed(0)
    model, batch, optimizer = MLP(sizes=(4, 8, 2)), two_classes(), answers.Step(1.0)
    for _ in range(200):
        model.forward(batch)
        model.backward(optimizer)
    assert F.accuracy(model.predictions, batch.labels).data > 0.95
