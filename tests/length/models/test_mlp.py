"""The perceptron of the library over a student's layer and loss."""

import numpy as np
import pytest

import length.functions as F  # noqa: N812
import length.layers
from length.data_set import Batch
from length.errors import TaskMissingError
from length.models import MLP
from tests.length.solved import softmax_cross_entropy


@pytest.fixture
def own_parts(monkeypatch, answers):
    """Put a layer and a loss where the student's belong."""
    monkeypatch.setattr(length.layers, "FullyConnected", answers.Dense)
    # any loss of scores and labels
    monkeypatch.setattr(F, "mean_squared_error", softmax_cross_entropy)


def random_batch(size=8):
    rng = np.random.default_rng(0)
    return Batch(rng.random((size, 784), np.float32), rng.integers(10, size=size).astype(np.uint8))


def test_needs_the_students_layer():
    """Does a model without the student's layer name the task?"""
    with pytest.raises(TaskMissingError, match="Fully connected layer"):
        MLP()


def test_forward(own_parts):
    """Are predictions those of the three layers, and is the loss that of the place?"""
    np.random.seed(0)
    model, batch = MLP(), random_batch()
    model.forward(batch, train=False)
    layers = (model.fully_connected_1, model.fully_connected_2, model.fully_connected_3)
    assert [layer._weights.shape for layer in layers] == [(512, 784), (512, 512), (10, 512)]
    scores = batch.data.data
    for layer in layers:
        scores = scores @ layer._weights.T + layer.bias
    np.testing.assert_allclose(model.predictions.data, scores, rtol=1e-4)
    np.testing.assert_allclose(model.loss.data, softmax_cross_entropy(scores, batch.labels).data, rtol=1e-4)


def test_learns(own_parts, answers):
    """Does the loss fall in training?"""
    np.random.seed(0)
    model, batch, optimizer = MLP(), random_batch(), answers.Step(0.05)
    model.forward(batch)
    first = model.loss.data
    for _ in range(60):
        model.backward(optimizer)
        model.forward(batch)
    assert model.loss.data < first / 2
